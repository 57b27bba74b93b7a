import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { keepFile } from '../base/keep-file.ts';
import { type Memo, noMemo } from '../base/memo.ts';

/** A memo that outlives the process. */
export interface SavedMemo extends Memo {
  /** Whether it knew nothing when it was opened. */
  readonly isEmpty: boolean;
  /** Adds what `memoOfLines` has kept elsewhere. */
  add(lines: Buffer): void;
  /** Writes what was used, if there is anything new. That it cannot be written is no mistake: next time it is worked out again. */
  save(): void;
}

/** Where a project's memos are, relative to its root: of what its files say, and of the SQL that came of them for `compile`. */
export const memoFiles = { parsed: 'target/cache/parsed', compiled: 'target/cache/compiled' } as const;

const keyEnd = Buffer.from(' ');
const digestLength = 64;
const lineEnd = Buffer.from('\n');
const digestMark = '= ';
const piecesAtOnce = 3_000;

/**
 * A memo of a project. It is one file:
 *
 *     apportion <engine>       what the values depend on besides their keys: another engine's are not looked at
 *     <key> <value as JSON>    one line for each
 *     = <SHA-256>              of the first line, and of those above up to the digest before
 *
 * A block of which a byte was changed, or that was only half written, has another digest: it counts as not there, and so does what
 * follows it. What is new comes behind what is there, as a block of its own; all is written anew when an eighth of it is not used any
 * more. Of several commands that do so at a time the last one's becomes the next memo.
 */
export function openMemo(root: string, engine: string, of: keyof typeof memoFiles = 'parsed'): SavedMemo {
  const file = path.join(root, memoFiles[of]);
  const header = `apportion ${engine}\n`;
  const { entries: kept, isWhole } = readBlocks(file, header);
  const isEmpty = kept.size === 0;
  let canAppend = isWhole;
  const used = new Map<string, Buffer>();
  const fresh = new Map<string, Buffer>();
  let hasNew = false;
  const findLater = (key: string): (() => unknown) | undefined => {
    const text = kept.get(key) ?? fresh.get(key);
    if (text === undefined) return undefined;
    used.set(key, text);
    return () => JSON.parse(text.toString('utf8'));
  };
  return {
    isEmpty,
    add(lines) {
      addEntries(kept, lines, 0, lines.length);
      hasNew = true;
      canAppend = false;
    },
    find: (key) => findLater(key)?.(),
    findLater,
    keep(key, value) {
      // `.nan` and the like, which a header may have for one warehouse, are worked out again each time.
      if (!isJson(value)) return;
      const text = Buffer.from(JSON.stringify(value));
      used.set(key, text);
      fresh.set(key, text);
      hasNew = true;
    },
    save() {
      if (!hasNew) return;
      const unused = kept.size + fresh.size - used.size;
      if (canAppend && unused <= used.size / 8) addToFile(file, blockOf(header, fresh));
      else keepFile(file, fileOf(header, used));
      hasNew = false;
    },
  };
}

/** A memo that another one takes over: `takeLines` gives what was kept since it was last asked. */
export function memoOfLines(): Memo & { takeLines(): Uint8Array } {
  let lines: string[] = [];
  return {
    ...noMemo,
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

interface Blocks {
  readonly entries: Map<string, Buffer>;
  /** Whether there is a block, and all are as they were written. */
  readonly isWhole: boolean;
}

function readBlocks(file: string, header: string): Blocks {
  const entries = new Map<string, Buffer>();
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return { entries, isWhole: false };
  }
  if (!bytes.subarray(0, header.length).equals(Buffer.from(header))) return { entries, isWhole: false };
  let start = header.length;
  while (start < bytes.length) {
    const end = bytes.indexOf(`\n${digestMark}`, start) + lineEnd.length;
    const digestAt = end + digestMark.length;
    const digest = createHash('sha256').update(header).update(bytes.subarray(start, end)).digest('hex');
    if (end === 0 || bytes.toString('latin1', digestAt, digestAt + digestLength + 1) !== `${digest}\n`)
      return { entries, isWhole: false };
    addEntries(entries, bytes, start, end);
    start = digestAt + digestLength + lineEnd.length;
  }
  return { entries, isWhole: entries.size > 0 };
}

function addEntries(entries: Map<string, Buffer>, bytes: Buffer, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const next = bytes.indexOf(lineEnd, at);
    const endOfKey = bytes.indexOf(keyEnd, at);
    entries.set(bytes.toString('latin1', at, endOfKey), bytes.subarray(endOfKey + 1, next));
    at = next + 1;
  }
}

/** Whether JSON gives a value back as it got it. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isJson);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  // Not over a list of its values: a thousand templates hold half a million.
  for (const key in value) if (!isJson(Reflect.get(value, key))) return false;
  return true;
}

function* fileOf(header: string, entries: ReadonlyMap<string, Buffer>): Generator<Buffer | string> {
  yield header;
  yield* blockOf(header, entries);
}

/** A block's bytes, some entries at a time: one by one would be a write for each, all at once would be in memory twice. */
function* blockOf(header: string, entries: ReadonlyMap<string, Buffer>): Generator<Buffer | string> {
  const hash = createHash('sha256').update(header);
  let batch: Buffer[] = [];
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
  yield `${digestMark}${hash.digest('hex')}\n`;
}

/** In one piece, so that commands at the same time do not come between each other's lines. What cannot be added was not kept. */
function addToFile(file: string, parts: Iterable<Buffer | string>): void {
  try {
    appendFileSync(file, Buffer.concat([...parts].map((part) => Buffer.from(part))));
  } catch {
    // The next command works it out again.
  }
}
