import { createHeap } from '../base/heap.ts';

/**
 * The names so that each comes after those that it reads; of those that could come next, the alphabetically first. What is
 * in a cycle, or reads it, is left out. What is read but not among the names counts as there already.
 */
export function orderNodes<Name extends string>(
  names: readonly Name[],
  readsOf: (name: Name) => readonly Name[],
): Name[] {
  const known = new Set(names);
  const readers = new Map<Name, Name[]>();
  const open = new Map<Name, number>();
  for (const name of names) {
    const reads = readsOf(name).filter((read) => known.has(read));
    open.set(name, reads.length);
    for (const read of reads) {
      const list = readers.get(read);
      if (list) list.push(name);
      else readers.set(read, [name]);
    }
  }
  const ready = createHeap<Name>((a, b) => (a < b ? -1 : 1));
  for (const name of names) if (open.get(name) === 0) ready.push(name);
  const order: Name[] = [];
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    order.push(name);
    for (const reader of readers.get(name) ?? []) {
      const left = (open.get(reader) ?? 0) - 1;
      open.set(reader, left);
      if (left === 0) ready.push(reader);
    }
  }
  return order;
}
