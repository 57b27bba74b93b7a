/**
 * Results of work on items, in any order they are asked for: work on the next ones begins before its turn, on as many as `width` at
 * the same time.
 */
export function inAdvance<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): (item: T) => Promise<R> {
  const started = new Map<T, Promise<R>>();
  const places = new Map(items.map((item, index) => [item, index]));
  let next = 0;
  const begin = (item: T): Promise<R> => {
    const running = started.get(item) ?? work(item);
    started.set(item, running);
    // Who asks for it hears of it; until then it is nobody's.
    running.catch(() => undefined);
    return running;
  };
  return (item) => {
    const wanted = begin(item);
    const last = Math.min((places.get(item) ?? 0) + width, items.length);
    for (; next < last; next++) {
      const ahead = items[next];
      if (ahead !== undefined) begin(ahead);
    }
    return wanted;
  };
}
