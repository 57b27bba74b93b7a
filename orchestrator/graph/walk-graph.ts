import type { NodeName } from '../base/names.ts';
import type { Graph } from './graph.ts';
import type { Reach } from './parse-selector.ts';

/** The nodes that read each node, in alphabetical order. */
export function readersOf(graph: Graph): ReadonlyMap<NodeName, readonly NodeName[]> {
  const readers = new Map<NodeName, NodeName[]>();
  for (const name of [...graph.nodes.keys()].sort()) {
    for (const read of graph.nodes.get(name)?.reads ?? []) {
      const list = readers.get(read);
      if (list) list.push(name);
      else readers.set(read, [name]);
    }
  }
  return readers;
}

/** The given nodes and all that can be reached from them in so many steps. */
export function reachableFrom(
  start: Iterable<NodeName>,
  next: (name: NodeName) => readonly NodeName[],
  reach: Reach = 'all',
): Set<NodeName> {
  const found = new Set(start);
  let edge = [...found];
  for (let step = 0; edge.length > 0 && (reach === 'all' || step < reach); step++) {
    const further: NodeName[] = [];
    for (const name of edge) {
      for (const other of next(name)) {
        if (found.has(other)) continue;
        found.add(other);
        further.push(other);
      }
    }
    edge = further;
  }
  return found;
}
