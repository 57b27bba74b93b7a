import { createHash } from 'node:crypto';
import type { LoadSpec } from '../../project/project.ts';
import type { FoundFile } from '../files/found-file.ts';
import { isBillSpec } from '../formats/recognize-format.ts';
import type { LoadedFile } from './loaded-files.ts';

/**
 * Whether what is remembered of a file still says all about it: its version is the same, and its specs say what they said. Of a bill without
 * rows nothing is remembered but by older versions of this program, for which it was loaded: it has nothing that could be kept.
 */
export function isUnchanged(
  found: FoundFile,
  remembered: readonly LoadedFile[],
  specs: readonly LoadSpec[],
): boolean {
  const expected = specs.some(isBillSpec) ? 1 : specs.length;
  return (
    remembered.length >= expected &&
    remembered.every(
      (file) =>
        file.bytes === found.bytes &&
        isSameVersion(found, file) &&
        file.isWhole &&
        (file.rows > 0 || file.source !== 'bill') &&
        specs.some((spec) => spec.name === file.spec && specHash(spec) === file.specHash),
    )
  );
}

/** S3 says which version of a content it has; of a local file only its time is known. */
function isSameVersion(found: FoundFile, remembered: LoadedFile): boolean {
  return found.etag === undefined
    ? found.modifiedAt === remembered.modifiedAt
    : found.etag === remembered.etag;
}

/** What a load spec says of how a file is read: when it changes, files are read again. */
export function specHash(spec: LoadSpec): string {
  return createHash('sha256').update(JSON.stringify(spec.form)).digest('hex').slice(0, 16);
}
