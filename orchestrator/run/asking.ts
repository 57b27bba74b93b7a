import type { NodeName } from '../base/names.ts';
import type { Purpose } from '../warehouses/warehouse.ts';

/** What a run does of its own, besides its nodes, in the names of its statements. */
export const engineWork = {
  prepare: { name: '(prepare)' },
  publish: { name: '(publish)' },
  cleanUp: { name: '(cleanup)' },
} as const satisfies Record<string, Purpose>;

/** Statements of one node, and under which ids the warehouse's own history has those that matter. */
export interface Asking {
  /** Of the statements that are the node's own SQL. */
  readonly purpose: Purpose;
  /** Of what the engine asks about it on the side: their ids are not asked for. */
  readonly aside: Purpose;
  /** As far as the warehouse told; absent if it told none. */
  queryIds(): { readonly queryIds?: readonly string[] };
}

/** Begins to work on a node. */
export function askingFor(node: NodeName): Asking {
  const ids: string[] = [];
  return {
    purpose: { name: node, onQueryId: (id) => void ids.push(id) },
    aside: { name: node },
    queryIds: () => (ids.length === 0 ? {} : { queryIds: [...ids] }),
  };
}
