import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';

/**
 * What DuckDB writes before anything else, in three steps: the header of the file and two of the database, 4,096 bytes each
 * (`Storage::FILE_HEADER_SIZE` and `BLOCK_START` in its `storage_info.hpp`). Where one is missing nothing was ever written behind them.
 */
const headerBytes = 3 * 4096;

/**
 * Whether a file is what is left where the making of a database was killed or found the disk full: shorter than its headers, begun as DuckDB begins or not at
 * all, and without a log beside it. It can hold nothing. Also where nothing is any more.
 */
export function isUnfinished(file: string): boolean {
  const begin = readBegin(file);
  if (begin === undefined) return true;
  const isBegun = begin.every((byte) => byte === 0) || begin.toString('latin1', 8, 12) === 'DUCK';
  return begin.length < headerBytes && isBegun && !hasLog(file);
}

/**
 * Takes away a file if it is unfinished. Another process may be doing the same, and have made a new one since this one looked: so
 * the file goes under another name first, and back if it is not what it was taken for.
 */
export function removeUnfinished(file: string): void {
  if (!isUnfinished(file)) return;
  const aside = `${file}.${randomUUID()}.unfinished`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  // Unlike a renaming it replaces nothing.
  if (!isUnfinished(aside)) linkSync(aside, file);
  rmSync(aside, { force: true });
}

/** The first bytes of a file, as many as the headers have; undefined if it does not exist. */
function readBegin(file: string): Buffer | undefined {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const begin = Buffer.alloc(Math.min(fstatSync(descriptor).size, headerBytes));
      return begin.subarray(0, readSync(descriptor, begin, 0, begin.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether DuckDB has written something of what was committed beside the file: `.wal`, or `.wal.checkpoint` and `.wal.recovery` while it is moved into the file. */
function hasLog(file: string): boolean {
  const folder = path.dirname(file);
  const logs = readdirSync(folder).filter((name) => name.startsWith(`${path.basename(file)}.wal`));
  return logs.some((name) => (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0) > 0);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
