import type { NodeName } from '../base/names.ts';
import type { Graph } from './graph.ts';

/**
 * A selection with all tests that its relations declare, also those that read something else besides, which is there where nothing is built.
 * A test stays away when it was excluded, or something that it reads.
 */
export function withDeclaredTests(
  graph: Graph,
  selected: ReadonlySet<NodeName>,
  excluded: ReadonlySet<NodeName> = new Set(),
): ReadonlySet<NodeName> {
  const declared = [...graph.nodes.values()].filter(
    (node) =>
      node.kind === 'test' &&
      node.test.kind === 'generic' &&
      selected.has(node.test.of) &&
      ![node.name, ...node.reads].some((name) => excluded.has(name)),
  );
  return new Set([...selected, ...declared.map(({ name }) => name)]);
}
