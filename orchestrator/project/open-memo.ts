import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { keepFile } from '../base/keep-file.ts';
import type { Memo } from '../base/memo.ts';

/** A memo that outlives the process. */
export interface SavedMemo extends Memo {
  /** Whether it knew nothing when it was opened. */
  readonly isEmpty: boolean;
  /** Adds what `memoOfLines` has kept elsewhere. */
  add(lines: Buffer): void;
  /** Writes what was used, if there is anything new. That it cannot be written is no mistake: next time it is worked out again. */
  save(): void;
}

/** Where a project's memo is, relative to its root. */
export const memoFile = 'target/cache/parsed';

const keyLength = 44;
const digestLength = 64;
const lineEnd = Buffer.from('\n');
const piecesAtOnce = 3_000;

/**
 * The memo of a project. It is one file:
 *
 *     apportion <engine>       what the values depend on besides their keys: another engine's are not looked at
 *     <key> <value as JSON>    one line for each
 *     <SHA-256 of all above>
 *
 * A file of which a byte was changed, or that was only half written, has another digest and counts as not there. Of several
 * commands at a time the last one's becomes the next memo.
 */
export function openMemo(root: string, engine: string): SavedMemo {
  const file = path.join(root, memoFile);
  const header = `apportion ${engine}\n`;
  const kept = readEntries(file, header);
  const isEmpty = kept.size === 0;
  const used = new Map<string, Buffer>();
  let hasNew = false;
  return {
    isEmpty,
    add(lines) {
      for (const [key, value] of entriesIn(lines, 0, lines.length)) kept.set(key, value);
      hasNew = true;
    },
    find(key) {
      const text = kept.get(key) ?? used.get(key);
      if (text === undefined) return undefined;
      used.set(key, text);
      return JSON.parse(text.toString('utf8'));
    },
    keep(key, value) {
      // `.nan` and the like, which a header may have for one warehouse, are worked out again each time.
      if (!isJson(value)) return;
      used.set(key, Buffer.from(JSON.stringify(value)));
      hasNew = true;
    },
    save() {
      // What nothing asked for any more goes with it.
      if (hasNew) keepFile(file, batchesOf(header, used));
      hasNew = false;
    },
  };
}

/** A memo that another one takes over: `takeLines` gives what was kept since it was last asked. */
export function memoOfLines(): Memo & { takeLines(): Uint8Array } {
  let lines: string[] = [];
  return {
    find: () => undefined,
    keep(key, value) {
      if (isJson(value)) lines.push(`${key} ${JSON.stringify(value)}\n`);
    },
    takeLines() {
      const bytes = new TextEncoder().encode(lines.join(''));
      lines = [];
      return bytes;
    },
  };
}

function readEntries(file: string, header: string): Map<string, Buffer> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return new Map();
  }
  const end = bytes.length - digestLength;
  if (end < header.length || !bytes.subarray(0, header.length).equals(Buffer.from(header))) return new Map();
  const digest = createHash('sha256').update(bytes.subarray(0, end)).digest('hex');
  if (bytes.toString('latin1', end) !== digest) return new Map();
  return entriesIn(bytes, header.length, end);
}

function entriesIn(bytes: Buffer, start: number, end: number): Map<string, Buffer> {
  const entries = new Map<string, Buffer>();
  for (let at = start; at < end; ) {
    const next = bytes.indexOf(lineEnd, at);
    entries.set(bytes.toString('latin1', at, at + keyLength), bytes.subarray(at + keyLength + 1, next));
    at = next + 1;
  }
  return entries;
}

/** Whether JSON gives a value back as it got it. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isJson);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson);
}

/** The file's bytes, some entries at a time: one by one would be a write for each, all at once would be in memory twice. */
function* batchesOf(header: string, entries: ReadonlyMap<string, Buffer>): Generator<Buffer | string> {
  const hash = createHash('sha256');
  let batch: Buffer[] = [Buffer.from(header)];
  const joined = (): Buffer => {
    const bytes = Buffer.concat(batch);
    hash.update(bytes);
    batch = [];
    return bytes;
  };
  for (const [key, value] of entries) {
    batch.push(Buffer.from(`${key} `), value, lineEnd);
    if (batch.length >= piecesAtOnce) yield joined();
  }
  yield joined();
  yield hash.digest('hex');
}
