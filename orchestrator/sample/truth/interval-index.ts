interface Interval {
  readonly startedAt: number;
  readonly stoppedAt: number;
}

/** Half-open intervals that can be asked who overlaps a window without looking at all of them. */
export interface IntervalIndex<T extends Interval> {
  /** Ordered by start. */
  readonly items: readonly T[];
  /** For each node of the implicit tree over `items`, the latest end below it. */
  readonly latestEnd: readonly number[];
}

/**
 * Builds the index. The tree is implicit: the root of items[low, high) is its middle item, whose two halves are its
 * subtrees, so that open-ended intervals do not make a search walk back to the first one.
 */
export function buildIntervalIndex<T extends Interval>(intervals: readonly T[]): IntervalIndex<T> {
  const items = [...intervals].sort((left, right) => left.startedAt - right.startedAt);
  const latestEnd = new Array<number>(items.length);
  const measure = (low: number, high: number): number => {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (low >= high || item === undefined) return Number.NEGATIVE_INFINITY;
    const end = Math.max(item.stoppedAt, measure(low, middle), measure(middle + 1, high));
    latestEnd[middle] = end;
    return end;
  };
  measure(0, items.length);
  return { items, latestEnd };
}

/** Those that share at least a millisecond with [startedAt, stoppedAt), by start. */
export function findOverlapping<T extends Interval>(
  index: IntervalIndex<T>,
  startedAt: number,
  stoppedAt: number,
): T[] {
  const found: T[] = [];
  const search = (low: number, high: number): void => {
    const middle = (low + high) >> 1;
    const item = index.items[middle];
    if (low >= high || item === undefined || (index.latestEnd[middle] ?? 0) <= startedAt) return;
    search(low, middle);
    if (item.startedAt >= stoppedAt) return;
    if (overlapOf(item, startedAt, stoppedAt) > 0) found.push(item);
    search(middle + 1, high);
  };
  search(0, index.items.length);
  return found;
}

/** Milliseconds that an interval shares with [startedAt, stoppedAt); 0 if none. */
export function overlapOf(interval: Interval, startedAt: number, stoppedAt: number): number {
  const end = Math.min(interval.stoppedAt, stoppedAt);
  return Math.max(0, end - Math.max(interval.startedAt, startedAt));
}
