import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** What one pass over a file's content found. */
export interface InspectedFile {
  readonly form: 'delimited' | 'json' | 'parquet' | 'empty';
  readonly isGzip: boolean;
  /** Of the content, after decompression: the same bill is the same whether it is compressed or not. */
  readonly sha256: string;
  readonly contentBytes: number;
  readonly encoding: 'utf-8' | 'latin-1' | 'utf-16';
  /** The first megabyte of the content. */
  readonly start: Buffer;
}

/** How much of a file's beginning is kept: a header of a thousand columns has 30 kB. */
const startBytes = 1024 * 1024;

export type FileMagic = 'zip' | 'gzip' | 'parquet' | 'other';

/** What a file is by its first bytes, whatever its name says. */
export async function readMagic(file: string): Promise<FileMagic> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return magicOf(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** What something is by its first bytes. */
export function magicOf(start: Buffer): FileMagic {
  const text = start.toString('latin1');
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  if (text.startsWith('\x1f\x8b')) return 'gzip';
  return text.startsWith('PAR1') ? 'parquet' : 'other';
}

/**
 * Reads a file once from beginning to end. Rejects if it is a gzip file that is cut off or whose checksum is wrong: DuckDB
 * reads such a file to where it breaks and says nothing (measured).
 */
export async function inspectFile(file: string): Promise<InspectedFile> {
  const isGzip = (await readMagic(file)) === 'gzip';
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let contentBytes = 0;
  let keptBytes = 0;
  let isAllUtf8 = true;
  let pending = Buffer.alloc(0);

  await readContent(file, isGzip, (chunk) => {
    hash.update(chunk);
    contentBytes += chunk.length;
    if (keptBytes < startBytes) {
      const part = chunk.subarray(0, startBytes - keptBytes);
      kept.push(Buffer.from(part));
      keptBytes += part.length;
    }
    if (!isAllUtf8) return;
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const whole = bytes.length - unfinishedBytes(bytes);
    isAllUtf8 = isUtf8(bytes.subarray(0, whole));
    pending = Buffer.from(bytes.subarray(whole));
  });

  const start = Buffer.concat(kept);
  const isUtf16 = start.length >= 2 && (start.readUInt16BE(0) === 0xfeff || start.readUInt16BE(0) === 0xfffe);
  return {
    form: formOf(start),
    isGzip,
    sha256: hash.digest('hex'),
    contentBytes,
    encoding: isUtf16 ? 'utf-16' : isAllUtf8 && pending.length === 0 ? 'utf-8' : 'latin-1',
    start,
  };
}

/** Gives the content of a file, inflated if it is a gzip file, piece by piece. */
export async function readContent(
  file: string,
  isGzip: boolean,
  take: (chunk: Buffer) => void,
): Promise<void> {
  const drain = async (content: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of content) take(chunk);
  };
  const raw = createReadStream(file, { highWaterMark: 1024 * 1024 });
  if (!isGzip) {
    await pipeline(raw, drain);
    return;
  }
  // Not a pipeline: that takes it for a failure when the last member ends before the file does.
  const gunzip = createGunzip({ chunkSize: 1024 * 1024 });
  raw.on('error', (error) => gunzip.destroy(error));
  try {
    await drain(raw.pipe(gunzip));
  } finally {
    raw.destroy();
  }
  const { size } = await stat(file);
  const rest = size - gunzip.bytesWritten;
  if (rest > 0) throw new TrailingBytesError(rest);
}

/** A gzip file goes on after its end, which gunzip would pass over and DuckDB refuses (measured). */
export class TrailingBytesError extends Error {
  override readonly name = 'TrailingBytesError';
  constructor(bytes: number) {
    super(`${bytes} bytes that are not gzip follow its end`);
  }
}

function formOf(start: Buffer): InspectedFile['form'] {
  if (magicOf(start) === 'parquet') return 'parquet';
  const text = start
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text === '') return 'empty';
  return /^[{[]/.test(text) ? 'json' : 'delimited';
}

/** How many bytes at the end begin a character of which the rest is in the next piece. */
function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}
