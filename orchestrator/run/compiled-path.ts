import path from 'node:path';
import type { GraphNode } from '../graph/graph.ts';

/** Where the compiled SQL of a node is written, relative to the project's root. */
export function compiledPath(node: GraphNode): string {
  switch (node.kind) {
    case 'model':
      return path.posix.join('target/compiled', node.model.file);
    case 'test':
      return node.test.kind === 'assertion'
        ? path.posix.join('target/compiled', node.test.assertion.file)
        : path.posix.join('target/compiled/tests/generic', `${node.name}.sql`);
    case 'seed':
      return path.posix.join('target/compiled', `${node.seed.file}.sql`);
    case 'source':
      return path.posix.join('target/compiled', `${node.spec.file}.sql`);
    default:
      return node satisfies never;
  }
}
