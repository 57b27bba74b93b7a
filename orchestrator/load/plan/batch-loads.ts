import type { PlannedLoad } from './planned-load.ts';

/**
 * So many files at most, and so many bytes of their content, go in one statement: an error is looked for in all of them. Not far fewer:
 * what a statement leaves of rows below DuckDB's unit of 122,880 is compressed by one thread, and once more when the database is closed (0.9 s for a
 * month's events in two statements instead of one).
 */
const mostFiles = 2_000;
const defaultMostBytes = 4 * 1024 ** 3;

/**
 * The loads in the order in which they are to be done, which does not depend on `mostBytes`, and together where they can be: small files of documents that
 * are read the same way, of which Firehose leaves thousands. Everything else goes alone.
 */
export function batchesOf(
  loads: readonly PlannedLoad[],
  mostBytes = defaultMostBytes,
): readonly (readonly PlannedLoad[])[] {
  const alike = new Map<string, PlannedLoad[]>();
  for (const planned of loads) {
    const { content, isGzip } = planned.load;
    if (content.kind !== 'documents') continue;
    const key = `${planned.spec.name} ${isGzip} ${content.isUniform}`;
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [planned]);
    else group.push(planned);
  }
  const bills = loads.filter(({ load }) => load.content.kind !== 'documents');
  // If documents have to be read again in another way, no bill was read in vain.
  return [...[...alike.values()].flatMap((group) => cut(group, mostBytes)), ...bills.map((bill) => [bill])];
}

function cut(loads: readonly PlannedLoad[], mostBytes: number): readonly (readonly PlannedLoad[])[] {
  const batches: PlannedLoad[][] = [];
  let last: PlannedLoad[] = [];
  let lastBytes = Number.POSITIVE_INFINITY;
  for (const planned of loads) {
    const bytes = planned.inspected.content?.bytes ?? 0;
    if (last.length === mostFiles || lastBytes + bytes > mostBytes) {
      last = [];
      lastBytes = 0;
      batches.push(last);
    }
    last.push(planned);
    lastBytes += bytes;
  }
  return batches;
}
