import { statSync } from 'node:fs';
import type { FileLoad, LoadedRows, LoadSession } from '../../warehouses/file-load.ts';
import { WarehouseError } from '../../warehouses/warehouse.ts';
import { type ContentFacts, createContentDigest } from '../content/content-digest.ts';
import { readContent } from '../content/read-content.ts';
import { NoRowEndError, splitContent } from '../content/split-content.ts';
import type { FoundFile } from '../files/found-file.ts';
import { newFileId } from '../plan/file-id.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';

/** A bill file whose rows have landed. */
export interface ReadBill {
  readonly load: FileLoad;
  readonly rows: LoadedRows;
  readonly content: ContentFacts;
}

/** A file was written to while it was read. */
export class ChangedFileError extends Error {
  override readonly name = 'ChangedFileError';
}

/**
 * Lands a bill file and, while the warehouse reads it, sees every byte of it: for its checksum, its hash and its encoding. What
 * proves to be no UTF-8 is not refused here and has to be read again.
 */
export async function readBill(
  session: LoadSession,
  { load, inspected, found }: PlannedLoad,
  workFolder: string,
): Promise<ReadBill> {
  const isInParts = load.isGzip || (session.partBytes !== undefined && load.content.kind === 'delimited');
  const read = isInParts
    ? await readInParts(session, load, workFolder)
    : await readWhole(session, load, inspected.content);
  const isMissed = load.path === found.path && !load.isGzip && read.content.bytes !== found.bytes;
  if (isTouched(found) || isMissed) throw new ChangedFileError('it was written to while it was read');
  return read;
}

/** Of a file in S3 one version was downloaded, which nobody writes to. */
function isTouched(found: FoundFile): boolean {
  if (found.etag !== undefined) return false;
  const { size, mtimeMs } = statSync(found.path);
  return size !== found.bytes || Math.floor(mtimeMs) !== found.modifiedAt;
}

async function readWhole(
  session: LoadSession,
  load: FileLoad,
  known: ContentFacts | undefined,
): Promise<ReadBill> {
  const [rows, content] = await Promise.allSettled([session.loadBill(load), known ?? digestOf(load)]);
  if (content.status === 'rejected') throw content.reason;
  // A byte that is no UTF-8 says more than what the warehouse says about it.
  if (rows.status === 'rejected') {
    if (isOtherwiseUtf8(load) && !content.value.isUtf8) return { load, rows: noRows, content: content.value };
    throw rows.reason;
  }
  return { load, rows: rows.value, content: content.value };
}

async function digestOf({ path: file, isGzip }: FileLoad): Promise<ContentFacts> {
  const digest = createContentDigest();
  await readContent(file, isGzip, (piece) => digest.push(piece));
  return digest.end();
}

/** The warehouse's own inflating would not see a file that is cut off, and takes longer; and it may want parts of any file. */
async function readInParts(session: LoadSession, load: FileLoad, workFolder: string): Promise<ReadBill> {
  const digest = createContentDigest();
  try {
    const parts = splitContent(load, workFolder, digest, session.partBytes);
    const rows = await session.loadBill(load, parts);
    return { load, rows, content: digest.end() };
  } catch (error) {
    if (!isPerhapsOfSplitting(error)) throw error;
    // Under an id of its own: of the parts that have landed none may count.
    return readWhole(session, { ...load, fileId: newFileId() }, undefined);
  }
}

/** A cell that cannot be read is the file's own; anything else may come from a part that ends where no row does. */
function isPerhapsOfSplitting(error: unknown): boolean {
  if (error instanceof NoRowEndError) return true;
  const isOfRows = error instanceof WarehouseError && ['data', 'other', 'sql'].includes(error.detail.kind);
  return isOfRows && !error.message.includes('cannot be read: ');
}

function isOtherwiseUtf8({ content }: FileLoad): boolean {
  return content.kind === 'delimited' && content.encoding === 'utf-8';
}

const noRows: LoadedRows = { rows: 0, rounded: { cells: 0, difference: '0' } };
