import { monthList } from '../../base/month-list.ts';
import type { NodeName, StatementMonth } from '../../base/names.ts';
import type { RunFacts } from '../../compile/compiled-graph.ts';
import type { Graph, GraphNode } from '../../graph/graph.ts';
import type { Dialect, RelationName } from '../../warehouses/dialect.ts';
import type { Relation, Warehouse } from '../../warehouses/warehouse.ts';
import { hiddenNameOf } from '../materialize/hidden-name.ts';
import type { PlannedStatement, Statement } from '../materialize/materialization.ts';
import { monthColumn } from '../materialize/month-column.ts';
import { findRelation, publishedRelation } from '../published-relation.ts';
import { readsPublished } from './active-nodes.ts';

const runColumn = 'run_id';

/**
 * The histories, incremental models and views that nodes of a run read although the run does not build them, and of which they
 * must not see all: of a history only the latest rows, of all only the run's months.
 */
export function latestRowsOf(
  graph: Graph,
  nodes: readonly GraphNode[],
  relations: readonly Relation[],
  months: readonly StatementMonth[] | undefined,
): ReadonlySet<NodeName> {
  const built = new Set(nodes.map(({ name }) => name));
  const read = new Set(nodes.filter((node) => !readsPublished(node)).flatMap(({ reads }) => reads));
  return new Set(
    [...read].filter((name) => {
      const node = graph.nodes.get(name);
      if (node?.kind !== 'model' || built.has(name)) return false;
      const existing = findRelation(relations, publishedRelation(node));
      if (node.model.materialized === 'history') return hasColumn(existing, runColumn);
      const hasMonths = node.model.materialized === 'incremental' || node.model.materialized === 'view';
      return hasMonths && months !== undefined && hasColumn(existing, monthColumn);
    }),
  );
}

/**
 * Hidden views of those. Within a run a model has the run's months only, and a history the run's rows, so that everything adds up
 * to the bill; for who reads them without building them that is the run's months, and of each month of a history the rows of the
 * last run that published it.
 */
export function latestRowsStatements(
  graph: Graph,
  { dialect }: Warehouse,
  names: ReadonlySet<NodeName>,
  relations: readonly Relation[],
  run: RunFacts,
): { readonly build: Statement[]; readonly cleanup: PlannedStatement[] } {
  const build: Statement[] = [];
  const views: RelationName[] = [];
  for (const name of names) {
    const node = graph.nodes.get(name);
    const existing = node && findRelation(relations, publishedRelation(node));
    if (node?.kind !== 'model' || existing === undefined) continue;
    const view = { schema: existing.schema, name: hiddenNameOf(name, run.id) };
    const isHistory = node.model.materialized === 'history';
    const rows = isHistory ? latestRows(existing, dialect) : `from ${dialect.relation(existing)} as kept`;
    const scope = run.months && monthList(run.months);
    const where =
      scope === undefined || !hasColumn(existing, monthColumn)
        ? ''
        : `\nwhere kept.${monthColumn} in (${scope})`;
    const end = dialect.lateBinding === undefined ? '' : `\n${dialect.lateBinding}`;
    const sql = `create view ${dialect.relation(view)} as\nselect kept.*\n${rows}${where}${end}`;
    build.push({ role: 'build', node: name, sql });
    views.push(view);
  }
  return { build, cleanup: dialect.drop('view', views).map((sql) => ({ role: 'cleanup', sql })) };
}

/** Of each month, the rows of the last run. The names of runs sort by when they started. */
function latestRows(history: Relation, dialect: Dialect): string {
  const table = dialect.relation(history);
  const keys = hasColumn(history, monthColumn) ? [monthColumn] : [];
  const latest = `select ${[...keys, `max(${runColumn}) as ${runColumn}`].join(', ')} from ${table}`;
  const grouped = keys.length === 0 ? latest : `${latest} group by ${keys.join(', ')}`;
  const on = [...keys, runColumn].map((key) => `latest.${key} = kept.${key}`).join(' and ');
  return `from ${table} as kept\ninner join (${grouped}) as latest on ${on}`;
}

function hasColumn(relation: Relation | undefined, name: string): boolean {
  return relation?.columns.some((column) => column.name === name) ?? false;
}
