import type { NodeName } from '../base/names.ts';
import type { GraphNode, ModelNode } from './graph.ts';

/** What a table reads that makes it the table of some months. */
export interface MonthlyRead {
  readonly table: ModelNode;
  /** What it reads; undefined if it asks for the months of the run itself. */
  readonly read?: NodeName;
}

/**
 * The tables that would lose rows: each run makes them anew, but of a model that is built by months, or only added to, it has no other rows than its own,
 * and the same goes for views of these. `asksForMonths` says whether a model's own SQL has `{{in_scope}}`.
 */
export function findTablesOfMonths(
  nodes: ReadonlyMap<NodeName, GraphNode>,
  asksForMonths: (node: ModelNode) => boolean,
): MonthlyRead[] {
  const known = new Map<NodeName, boolean>();
  const isMonthly = (name: NodeName): boolean => {
    const node = nodes.get(name);
    if (node?.kind !== 'model') return false;
    const { materialized } = node.model;
    // A table that is one of these itself is told once, where it is.
    if (materialized !== 'view') return materialized !== 'table';
    const before = known.get(name);
    if (before !== undefined) return before;
    // Views that read each other have no place in the order, which is told elsewhere.
    known.set(name, false);
    const found = asksForMonths(node) || node.reads.some(isMonthly);
    known.set(name, found);
    return found;
  };
  return [...nodes.values()].flatMap((node): MonthlyRead[] => {
    if (node.kind !== 'model' || node.model.materialized !== 'table') return [];
    if (asksForMonths(node)) return [{ table: node }];
    const read = node.reads.find(isMonthly);
    return read === undefined ? [] : [{ table: node, read }];
  });
}
