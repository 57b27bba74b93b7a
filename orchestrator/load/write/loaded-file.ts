import type { LoadedRows } from '../../warehouses/file-load.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';
import { specHash } from '../raw/is-unchanged.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';
import type { BillFacts } from './read-bill-facts.ts';

/** What is to be remembered of a file that was read; `facts` are those of a bill. */
export function loadedFile(
  { spec, source, found, load, identity, member }: PlannedLoad,
  sha256: string,
  { rows, rounded }: LoadedRows,
  facts: BillFacts | undefined,
): LoadedFile {
  return {
    fileId: load.fileId,
    source,
    spec: spec.name,
    specHash: specHash(spec),
    path: identity,
    member,
    bytes: found.bytes,
    modifiedAt: found.modifiedAt,
    etag: found.etag ?? null,
    sha256,
    rows,
    months: facts?.months ?? [],
    costTotal: facts?.costTotal ?? null,
    roundedCells: rounded.cells,
    roundingDifference: rounded.difference,
    tagKeys: facts?.tagKeys ?? [],
    isWhole: true,
  };
}
