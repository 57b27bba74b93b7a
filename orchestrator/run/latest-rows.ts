import type { NodeName, RunId } from '../base/names.ts';
import type { Graph, GraphNode } from '../graph/graph.ts';
import type { Relation, Warehouse } from '../warehouses/warehouse.ts';
import { readsPublished } from './active-nodes.ts';
import { hiddenNameOf } from './materialize/hidden-name.ts';
import { monthColumn } from './materialize/incremental.ts';
import type { Statement } from './materialize/materialization.ts';
import { findRelation, publishedRelation } from './published-relation.ts';

const runColumn = 'run_id';

/** The histories that nodes of a run read although the run does not build them. */
export function latestRowsOf(
  graph: Graph,
  nodes: readonly GraphNode[],
  relations: readonly Relation[],
): ReadonlySet<NodeName> {
  const built = new Set(nodes.map(({ name }) => name));
  const read = new Set(nodes.filter((node) => !readsPublished(node)).flatMap(({ reads }) => reads));
  return new Set(
    [...read].filter((name) => {
      const node = graph.nodes.get(name);
      if (node?.kind !== 'model' || node.model.materialized !== 'history' || built.has(name)) return false;
      const existing = findRelation(relations, publishedRelation(node));
      return existing?.columns.some((column) => column.name === runColumn) ?? false;
    }),
  );
}

/**
 * Hidden views of those histories. Within a run a history is that run's rows, so that it adds up to the bill; for who reads it
 * later without building it that is, of each month, the rows of the last run that published it.
 */
export function latestRowsStatements(
  graph: Graph,
  { dialect }: Warehouse,
  names: ReadonlySet<NodeName>,
  relations: readonly Relation[],
  run: RunId,
): { readonly build: Statement[]; readonly cleanup: Statement[] } {
  const build: Statement[] = [];
  const cleanup: Statement[] = [];
  for (const name of names) {
    const node = graph.nodes.get(name);
    const existing = node && findRelation(relations, publishedRelation(node));
    if (existing === undefined) continue;
    const table = dialect.relation(existing);
    const view = dialect.relation({ schema: existing.schema, name: hiddenNameOf(name, run) });
    const keys = existing.columns.some((column) => column.name === monthColumn) ? [monthColumn] : [];
    const latest = `select ${[...keys, `max(${runColumn}) as ${runColumn}`].join(', ')} from ${table}`;
    const grouped = keys.length === 0 ? latest : `${latest} group by ${keys.join(', ')}`;
    // The names of runs sort by when they started.
    const on = [...keys, runColumn].map((key) => `latest.${key} = history.${key}`).join(' and ');
    const sql = `create view ${view} as\nselect history.*\nfrom ${table} as history\ninner join (${grouped}) as latest on ${on}`;
    build.push({ role: 'build', node: name, sql });
    cleanup.push({ role: 'cleanup', node: name, sql: `drop view ${view}` });
  }
  return { build, cleanup };
}
