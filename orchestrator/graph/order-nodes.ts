import { createHeap } from '../base/heap.ts';

interface Entry<Name> {
  readonly name: Name;
  /** In the alphabet: numbers are compared more quickly than names. */
  readonly place: number;
  readonly readers: Entry<Name>[];
  /** How many of those that it reads are not in the order yet. */
  open: number;
}

/**
 * The names so that each comes after those that it reads; of those that could come next, the alphabetically first. What is
 * in a cycle, or reads it, is left out. What is read but not among the names counts as there already.
 */
export function orderNodes<Name extends string>(
  names: readonly Name[],
  readsOf: (name: Name) => readonly Name[],
): Name[] {
  const entries = [...names]
    .sort()
    .map((name, place): Entry<Name> => ({ name, place, readers: [], open: 0 }));
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  for (const entry of entries) {
    for (const read of readsOf(entry.name)) {
      const other = byName.get(read);
      if (other === undefined) continue;
      other.readers.push(entry);
      entry.open++;
    }
  }
  const ready = createHeap<Entry<Name>>((a, b) => a.place - b.place);
  for (const entry of entries) if (entry.open === 0) ready.push(entry);
  const order: Name[] = [];
  for (let entry = ready.pop(); entry !== undefined; entry = ready.pop()) {
    order.push(entry.name);
    for (const reader of entry.readers) {
      reader.open--;
      if (reader.open === 0) ready.push(reader);
    }
  }
  return order;
}
