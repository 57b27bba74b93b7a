import { monthList } from '../../base/month-list.ts';
import { type NodeName, parseStatementMonth, type StatementMonth } from '../../base/names.ts';
import type { GraphNode } from '../../graph/graph.ts';
import type { Relation, Warehouse } from '../../warehouses/warehouse.ts';
import { monthColumn } from '../materialize/month-column.ts';
import { partsOf } from '../materialize/table-part.ts';
import { findRelation, publishedRelation } from '../published-relation.ts';

/**
 * The incremental models of which rows stay that a run does not build, with the months of these rows; without them where they stay in the
 * table in which they are.
 */
export type KeepingMonths = ReadonlyMap<NodeName, readonly StatementMonth[]>;

/** The incremental models whose published rows are of other months than the run's too. At most one statement for all of them. */
export async function readKeepingMonths(
  { dialect, query }: Pick<Warehouse, 'dialect' | 'query'>,
  nodes: readonly GraphNode[],
  relations: readonly Relation[],
  months: readonly StatementMonth[] | undefined,
): Promise<KeepingMonths> {
  const keeping = new Map<NodeName, StatementMonth[]>();
  if (months === undefined) return keeping;
  const scope = monthList(months);
  const isOther = months.length === 0 ? `${monthColumn} is not null` : `${monthColumn} not in (${scope})`;
  const asked: { readonly node: NodeName; readonly sql: string }[] = [];
  for (const node of nodes) {
    if (node.kind !== 'model' || node.model.materialized !== 'incremental') continue;
    const existing = findRelation(relations, publishedRelation(node));
    if (existing === undefined || !existing.columns.some(({ name }) => name === monthColumn)) continue;
    const parts = partsOf(relations, existing);
    const ofParts = parts
      .flatMap((part) => part.months ?? [])
      .filter((month) => !months.includes(month))
      .sort();
    if (ofParts.length > 0) keeping.set(node.name, ofParts);
    const unknown =
      existing.kind === 'table' ? [existing] : parts.filter((part) => part.months === undefined);
    for (const place of unknown) {
      const table = dialect.relation(place);
      const sql = dialect.keepsMonthsApart
        ? `select distinct ${asked.length} as position, ${monthColumn} from ${table} where ${isOther}`
        : // No further than the first such row: twelve months cost no more than two.
          `select ${asked.length} as position where exists (select 1 from ${table} where ${isOther})`;
      asked.push({ node: node.name, sql });
    }
  }
  if (asked.length === 0) return keeping;
  const { rows } = await query(asked.map(({ sql }) => sql).join('\nunion all\n'));
  for (const [position, month] of rows) {
    const name = asked[Number(position)]?.node;
    if (name === undefined) continue;
    const parsed = parseStatementMonth(month ?? '');
    keeping.set(name, [...(keeping.get(name) ?? []), ...(parsed === undefined ? [] : [parsed])].sort());
  }
  return keeping;
}
