import type { GraphNode } from './graph.ts';

/** The layer under which a node is listed and selected: a model's own; `raw`, `seeds` or `tests` of what is none. */
export function layerOf(node: GraphNode): string {
  switch (node.kind) {
    case 'source':
      return 'raw';
    case 'seed':
      return 'seeds';
    case 'model':
      return node.model.layer;
    case 'test':
      return 'tests';
    default:
      return node satisfies never;
  }
}
