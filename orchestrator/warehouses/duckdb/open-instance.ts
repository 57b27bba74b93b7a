import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DuckDBInstance } from '@duckdb/node-api';
import { WarehouseBusyError, type WarehouseHolder } from '../warehouse.ts';
import { readHolderNote, removeHolderNote, writeHolderNote } from './holder-note.ts';
import { type LandingFolder, landingFolderOf } from './landing-folder.ts';
import { isUnfinished, removeUnfinished } from './unfinished-file.ts';

export interface InstanceOptions {
  /** Absolute, or `:memory:`. */
  readonly path: string;
  /** As DuckDB reads it (`4GB`): what it holds before it goes on on disk. {@link defaultMemory} if not said. */
  readonly memory?: string;
  readonly threads?: number;
  /** Who asks, for the message that others get while it is open. */
  readonly holder?: WarehouseHolder;
}

export interface OpenInstance {
  readonly instance: DuckDBInstance;
  /** Where bills land: beside the file, or a folder that goes when it is closed. */
  readonly landing: LandingFolder;
  /** Releases the file and takes away what lay beside it. */
  close(): void;
}

/**
 * What does not differ between targets: whole numbers divide as in Redshift, nulls sort as in Redshift, and nothing is
 * fetched from the network. Orders that matter are written in the SQL, so rows need not stay in the order of insertion.
 */
const settings = [
  `set global integer_division = true`,
  `set global default_null_order = 'nulls_last_on_asc_first_on_desc'`,
  `set global timezone = 'UTC'`,
  `set global preserve_insertion_order = false`,
  `set global errors_as_json = true`,
];

// DuckDB's lock is the process's: a second instance of the same file in one process would open, and lose writes.
const openFiles = new Set<string>();

/** Opens a DuckDB file, made if it does not exist. Rejects with a {@link WarehouseBusyError} if it is open elsewhere. */
export async function openInstance(options: InstanceOptions): Promise<OpenInstance> {
  // Loaded here, so that commands without a warehouse do not wait for its 70 MB.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const isFile = options.path !== ':memory:';
  const file = isFile ? realFile(options.path) : options.path;
  if (openFiles.has(file)) throw new WarehouseBusyError(readHolderNote(file));
  // DuckDB would look for its log in a folder whose name ends there, and only when it first writes.
  if (isFile && path.dirname(file).includes('?'))
    throw new Error('DuckDB cannot write its log in a folder with a question mark in its path');
  if (isFile) refuseOther(file);
  // Said here, since DuckDB only finds out when it first writes its log beside the file.
  if (isFile) accessSync(path.dirname(file), constants.W_OK);
  const base = isFile ? file : path.join(tmpdir(), `apportion-${randomUUID()}`);
  const temporary = `${base}.tmp`;
  const landing = landingFolderOf(base);

  const create = (): Promise<DuckDBInstance> =>
    DuckDBInstance.create(file, {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: temporary,
      memory_limit: options.memory ?? defaultMemory(),
      ...(options.threads !== undefined && { threads: String(options.threads) }),
    });

  let instance: DuckDBInstance;
  if (isFile) openFiles.add(file);
  try {
    instance = await (isFile ? openOrMake(file, create) : create());
  } catch (error) {
    openFiles.delete(file);
    throw isLockError(error) ? new WarehouseBusyError(readHolderNote(file), { cause: error }) : error;
  }

  const release = (): void => {
    instance.closeSync();
    openFiles.delete(file);
  };
  try {
    // Ours alone from here on: what a killed process had spilled to disk is garbage.
    if (isFile) removeSpilled(temporary);
    if (isFile && options.holder !== undefined) writeHolderNote(file, options.holder);
    const connection = await instance.connect();
    for (const setting of settings) await connection.run(setting);
    connection.closeSync();
  } catch (error) {
    release();
    throw error;
  }

  return {
    instance,
    landing,
    close() {
      // The note goes first: after the file is released it could be another holder's.
      if (isFile) tidily(() => removeHolderNote(file));
      release();
      tidily(() => removeSpilled(temporary));
      if (!isFile) tidily(() => rmSync(landing.path, { recursive: true, force: true }));
    },
  };
}

/**
 * Opens a file, or makes it anew where only the beginning of one was left. DuckDB looks at a file once it has locked it, so one that it refuses
 * for what is in it, nobody else had locked.
 */
async function openOrMake(file: string, create: () => Promise<DuckDBInstance>): Promise<DuckDBInstance> {
  const refusal = await create().catch((error: unknown) => ({ error }));
  if (!('error' in refusal)) return refusal;
  if (isLockError(refusal.error) || !isUnfinished(file)) throw refusal.error;
  // Somebody who is making it has a moment between making and locking it.
  await wait(200);
  const again = await create().catch((error: unknown) => ({ error }));
  if (!('error' in again)) return again;
  if (isLockError(again.error)) throw again.error;
  removeUnfinished(file);
  return create();
}

/**
 * Half of what the machine or container has, and at most 4 GiB: a month of tens of millions of lines is built with that, the rest on disk
 * (docs/performance.md). DuckDB's own default, four fifths of all memory, is for machines that do nothing else.
 */
function defaultMemory(): string {
  const constrained = process.constrainedMemory();
  // Without a limit the kernel's answer is 0 or larger than any memory.
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  const mebibytes = Math.min(Math.floor(available / 2 ** 21), 4 * 1024);
  return `${mebibytes}MiB`;
}

/**
 * A pipe would be waited for, a device written to, and a CSV file read as a database with one view. DuckDB says what it is itself of a folder. Each of its files
 * has `DUCK` behind a checksum of eight bytes (its documentation, "Storage Versions and Format").
 */
function refuseOther(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return;
  if (!found.isFile()) throw new Error('neither a file nor a folder has that name');
  if ((readDuckDbMagic(file) ?? 'DUCK') !== 'DUCK' && !isUnfinished(file))
    throw new Error('it is not a valid DuckDB database file');
}

/** Undefined if it cannot be read, as on Windows while another process has the file open: DuckDB says why. */
function readDuckDbMagic(file: string): string | undefined {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const magic = Buffer.alloc(4);
      readSync(descriptor, magic, 0, magic.length, 8);
      return magic.toString('latin1');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** Takes DuckDB's own files away, and their folder if nothing else is in it: people call copies of a file `….tmp`, too. */
function removeSpilled(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const files = readdirSync(folder);
  const spilled = files.filter((file) => file.startsWith('duckdb_temp_'));
  for (const file of spilled) rmSync(path.join(folder, file), { force: true });
  if (spilled.length === files.length) rmdirSync(folder);
}

/** Left over, it does no harm: the next one to open the file takes it away. */
function tidily(work: () => void): void {
  try {
    work();
  } catch {}
}

/** The same name for the same file, also through symbolic links; its folder is made if it does not exist. */
function realFile(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    return realpathSync(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const place = path.join(realpathSync(path.dirname(file)), path.basename(file));
    const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    // A link whose file is to be made: what lies beside it is looked for beside the file, the next time.
    return isLink ? realFile(path.resolve(path.dirname(place), readlinkSync(place))) : place;
  }
}

function isLockError(error: unknown): boolean {
  // The last two are Windows's words.
  return /could not set lock|conflicting lock|being used by another process|already open/i.test(
    String(error),
  );
}
