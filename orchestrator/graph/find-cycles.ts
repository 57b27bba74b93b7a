import { alg, Graph } from '@dagrejs/graphlib';

/** Above this many nodes that may be in cycles, the library's recursion could run out of stack. */
const recursionLimit = 2000;

/**
 * One way round for each group of things that need each other, as `[a, b, c]` for a → b → c → a, the shortest from the
 * alphabetically first of the group. `next` gives what a thing needs.
 */
export function findCycles(names: Iterable<string>, next: (name: string) => readonly string[]): string[][] {
  const tangled = onlyTangled(new Set(names), next);
  if (tangled.size === 0) return [];
  if (tangled.size > recursionLimit) return [walkUntilRepeat(tangled, next)];
  const graph = new Graph();
  for (const name of tangled) {
    graph.setNode(name);
    for (const needed of next(name)) if (tangled.has(needed)) graph.setEdge(name, needed);
  }
  return alg
    .findCycles(graph)
    .map((group) => shortestWayRound(new Set(group), next))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

/** What is left when everything that needs nothing of the rest was taken away, again and again. */
function onlyTangled(names: Set<string>, next: (name: string) => readonly string[]): Set<string> {
  const neededBy = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const name of names) {
    const needed = [...new Set(next(name))].filter((other) => names.has(other));
    open.set(name, needed.length);
    for (const other of needed) {
      const readers = neededBy.get(other);
      if (readers) readers.push(name);
      else neededBy.set(other, [name]);
    }
  }
  const free = [...names].filter((name) => open.get(name) === 0);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    names.delete(name);
    for (const reader of neededBy.get(name) ?? []) {
      const left = (open.get(reader) ?? 0) - 1;
      open.set(reader, left);
      if (left === 0) free.push(reader);
    }
  }
  return names;
}

function shortestWayRound(group: ReadonlySet<string>, next: (name: string) => readonly string[]): string[] {
  const [start = ''] = [...group].sort();
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const needed of next(name)) {
      if (needed === start) {
        const way = [name];
        for (let at = name; at !== start; ) {
          at = cameFrom.get(at) ?? start;
          way.unshift(at);
        }
        return way;
      }
      if (!group.has(needed) || cameFrom.has(needed)) continue;
      cameFrom.set(needed, name);
      queue.push(needed);
    }
  }
  return [...group];
}

/** Without recursion and without a library: everything tangled needs something tangled, so a walk comes back to itself. */
function walkUntilRepeat(tangled: ReadonlySet<string>, next: (name: string) => readonly string[]): string[] {
  const way: string[] = [];
  const seenAt = new Map<string, number>();
  let [at = ''] = tangled;
  while (!seenAt.has(at)) {
    seenAt.set(at, way.length);
    way.push(at);
    at = next(at).find((needed) => tangled.has(needed)) ?? at;
  }
  return way.slice(seenAt.get(at));
}
