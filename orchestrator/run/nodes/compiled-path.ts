import { createHash } from 'node:crypto';
import type { GraphNode } from '../../graph/graph.ts';

/** Where the compiled SQL of a node is written, relative to the project's root. */
export function compiledPath(node: GraphNode): string {
  return `target/compiled/${pathWithin(node)}`;
}

/** A test's name has names of columns in it, which may be any text: `../`, and what a file system has no name for. */
function fileNameOf(name: string): string {
  if (/^\w+$/.test(name)) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.replace(/\W+/g, '_').slice(0, 91)}_${digest}`;
}

function pathWithin(node: GraphNode): string {
  switch (node.kind) {
    case 'model':
      return node.model.file;
    case 'test':
      return node.test.kind === 'assertion'
        ? node.test.assertion.file
        : `tests/generic/${fileNameOf(node.name)}.sql`;
    case 'seed':
      return `${node.seed.file}.sql`;
    case 'source':
      return `${node.spec.file}.sql`;
    default:
      return node satisfies never;
  }
}
