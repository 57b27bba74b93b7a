import type { GraphNode } from '../graph/graph.ts';
import { rawRelation } from '../load/raw/raw-table.ts';
import type { RelationName } from '../warehouses/dialect.ts';
import type { Relation } from '../warehouses/warehouse.ts';

/** Where readers find what a node makes; tests make nothing. */
export function publishedRelation(node: GraphNode): RelationName | undefined {
  switch (node.kind) {
    case 'source':
      return rawRelation(node.spec);
    case 'seed':
      return { schema: 'seeds', name: node.name };
    case 'model':
      return { schema: node.model.layer, name: node.name };
    case 'test':
      return undefined;
    default:
      return node satisfies never;
  }
}

/** What stands in a place of the warehouse now. */
export function findRelation(
  relations: readonly Relation[],
  place: RelationName | undefined,
): Relation | undefined {
  return relations.find(({ schema, name }) => schema === place?.schema && name === place.name);
}
