/** The first of what is in it comes out next, whatever the order in which it was put in. */
export interface Heap<T> {
  readonly size: number;
  push(item: T): void;
  /** Takes out the first; undefined if there is none. */
  pop(): T | undefined;
}

/** An empty heap; of two items the first is the one for which `compare` gives a negative number. */
export function createHeap<T>(compare: (a: T, b: T) => number): Heap<T> {
  // A binary tree in a list: below the item at i stand those at 2i + 1 and 2i + 2, and neither goes before it.
  const items: T[] = [];
  const goesBefore = (item: T | undefined, other: T | undefined): boolean =>
    item !== undefined && other !== undefined && compare(item, other) < 0;
  return {
    get size() {
      return items.length;
    },
    push(item) {
      let at = items.length;
      for (let above = (at - 1) >> 1; at > 0 && goesBefore(item, items[above]); above = (at - 1) >> 1) {
        items[at] = items[above] as T;
        at = above;
      }
      items[at] = item;
    },
    pop() {
      const first = items[0];
      const last = items.pop();
      if (last === undefined || items.length === 0) return first;
      let at = 0;
      for (;;) {
        const left = 2 * at + 1;
        const below = goesBefore(items[left + 1], items[left]) ? left + 1 : left;
        if (!goesBefore(items[below], last)) break;
        items[at] = items[below] as T;
        at = below;
      }
      items[at] = last;
      return first;
    },
  };
}
