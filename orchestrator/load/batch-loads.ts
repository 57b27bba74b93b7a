import type { PlannedLoad } from './planned-load.ts';

/**
 * So many files at most, and so many bytes of their content, go in one statement: an error is looked for in all of them. Not far fewer:
 * what a statement leaves of rows below DuckDB's unit of 122,880 is compressed by one thread, and once more when the database is closed (0.9 s for a
 * month's events in two statements instead of one).
 */
const mostFiles = 2_000;
const mostBytes = 4 * 1024 ** 3;

/**
 * The loads in the order in which they are to be done, documents first, and together where they can be: small files of documents that are read the same
 * way, of which Firehose leaves thousands. Everything else goes alone.
 */
export function batchesOf(loads: readonly PlannedLoad[]): readonly (readonly PlannedLoad[])[] {
  const batches: PlannedLoad[][] = [];
  const open = new Map<string, { readonly batch: PlannedLoad[]; bytes: number }>();
  for (const planned of loads) {
    const { content, isGzip } = planned.load;
    if (content.kind !== 'documents') {
      batches.push([planned]);
      continue;
    }
    const key = `${planned.spec.name} ${isGzip} ${content.isUniform}`;
    const bytes = planned.inspected.content?.bytes ?? 0;
    const current = open.get(key);
    if (current !== undefined && current.batch.length < mostFiles && current.bytes + bytes <= mostBytes) {
      current.batch.push(planned);
      current.bytes += bytes;
      continue;
    }
    const batch = [planned];
    batches.push(batch);
    open.set(key, { batch, bytes });
  }
  // If documents have to be read again in another way, no bill was read in vain.
  return [...batches].sort((a, b) => Number(isBill(a)) - Number(isBill(b)));
}

function isBill([first]: readonly PlannedLoad[]): boolean {
  return first !== undefined && first.load.content.kind !== 'documents';
}
