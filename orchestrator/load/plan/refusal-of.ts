import type { Diagnostic } from '../../base/diagnostic.ts';
import { ObjectStoreError } from '../../s3/object-store-error.ts';
import { WarehouseError } from '../../warehouses/warehouse.ts';
import { TrailingBytesError } from '../content/read-content.ts';
import { isOfDisk } from '../files/file-copies.ts';
import { isOfObject, refusedByS3 } from '../files/refused-by-s3.ts';
import { ArchiveError, UnreadableMemberError, unpackHint } from '../files/unpack-zip.ts';
import { fileError } from './planned-load.ts';

/** What kept a file from being read; undefined for a mistake of ours. */
export function refusalOf(thrown: unknown, shown: string): Diagnostic | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = 'code' in thrown ? String(thrown.code) : '';
  const [line = ''] = thrown.message.split('\n');
  const reason = line.replace(/\.+$/, '');
  const hint = 'Copy or download the file again.';
  if (thrown instanceof TrailingBytesError || thrown instanceof UnreadableMemberError) {
    return fileError('bad-archive', shown, `The archive "${shown}" cannot be read: ${reason}.`, unpackHint);
  }
  if (thrown instanceof ArchiveError || code.startsWith('Z_')) {
    return fileError(
      'bad-archive',
      shown,
      `The archive "${shown}" cannot be read to its end: ${reason}.`,
      hint,
    );
  }
  if (thrown instanceof ObjectStoreError)
    return isOfObject(thrown) ? { ...refusedByS3(thrown), place: { file: shown } } : undefined;
  const isOfFile =
    thrown instanceof WarehouseError && !['interrupted', 'disk-full'].includes(thrown.detail.kind);
  // Of the disk that it is unpacked to, nothing is wrong with the file.
  if (isOfDisk(thrown)) return undefined;
  if (!isOfFile && !/^E[A-Z]+$/.test(code)) return undefined;
  return fileError('unreadable-file', shown, `"${shown}" cannot be read: ${reason}.`, hint);
}
