import type { NodeName, StatementMonth } from '../base/names.ts';
import type { GraphNode } from '../graph/graph.ts';
import type { Relation, Warehouse } from '../warehouses/warehouse.ts';
import { monthColumn } from './materialize/incremental.ts';
import { findRelation, publishedRelation } from './published-relation.ts';

/**
 * The incremental models whose published table has rows of other months than the run's, which stay. One statement for all of
 * them, which looks no further than the first such row of each: twelve months cost no more than two.
 */
export async function readKeepingMonths(
  { dialect, query }: Pick<Warehouse, 'dialect' | 'query'>,
  nodes: readonly GraphNode[],
  relations: readonly Relation[],
  months: readonly StatementMonth[] | undefined,
): Promise<ReadonlySet<NodeName>> {
  if (months === undefined) return new Set();
  const scope = months.map((month) => `date '${month}'`).join(', ');
  const isOther = months.length === 0 ? `${monthColumn} is not null` : `${monthColumn} not in (${scope})`;
  const names: NodeName[] = [];
  const asked: string[] = [];
  for (const node of nodes) {
    if (node.kind !== 'model' || node.model.materialized !== 'incremental') continue;
    const existing = findRelation(relations, publishedRelation(node));
    if (existing?.kind !== 'table' || !existing.columns.some(({ name }) => name === monthColumn)) continue;
    const position = names.push(node.name) - 1;
    asked.push(
      `select ${position} as position where exists (select 1 from ${dialect.relation(existing)} where ${isOther})`,
    );
  }
  if (asked.length === 0) return new Set();
  const { rows } = await query(asked.join('\nunion all\n'));
  return new Set(rows.flatMap(([position]) => names[Number(position)] ?? []));
}
