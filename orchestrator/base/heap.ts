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
  const goesBefore = (a: number, b: number): boolean => {
    const [first, second] = [items[a], items[b]];
    return first !== undefined && second !== undefined && compare(first, second) < 0;
  };
  const swap = (a: number, b: number): void => {
    const [first, second] = [items[a], items[b]];
    if (first === undefined || second === undefined) return;
    items[a] = second;
    items[b] = first;
  };
  return {
    get size() {
      return items.length;
    },
    push(item) {
      let at = items.push(item) - 1;
      for (let above = (at - 1) >> 1; at > 0 && goesBefore(at, above); above = (at - 1) >> 1) {
        swap(at, above);
        at = above;
      }
    },
    pop() {
      const first = items[0];
      swap(0, items.length - 1);
      items.pop();
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const below = goesBefore(right, left) ? right : left;
        if (!goesBefore(below, at)) return first;
        swap(at, below);
        at = below;
      }
    },
  };
}
