import type { GraphNode } from '../graph/graph.ts';

/** Where the compiled SQL of a node is written, relative to the project's root. */
export function compiledPath(node: GraphNode): string {
  return `target/compiled/${pathWithin(node)}`;
}

function pathWithin(node: GraphNode): string {
  switch (node.kind) {
    case 'model':
      return node.model.file;
    case 'test':
      return node.test.kind === 'assertion' ? node.test.assertion.file : `tests/generic/${node.name}.sql`;
    case 'seed':
      return `${node.seed.file}.sql`;
    case 'source':
      return `${node.spec.file}.sql`;
    default:
      return node satisfies never;
  }
}
