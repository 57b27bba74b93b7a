import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { type ContentFacts, createContentDigest, unfinishedBytes } from './content-digest.ts';
import { contentOf } from './read-content.ts';

/** What a file is, by its beginning. */
export interface InspectedFile {
  readonly form: 'delimited' | 'json' | 'parquet' | 'empty';
  readonly isGzip: boolean;
  /** As far as it can be told: the whole content may say that it is Latin-1 after all. */
  readonly encoding: 'utf-8' | 'latin-1' | 'utf-16';
  /** The first megabyte of the content. */
  readonly start: Buffer;
  /** Of the whole content, if all of it was read. */
  readonly content?: ContentFacts;
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

/** Reads the beginning of a file. */
export async function inspectStart(file: string): Promise<InspectedFile> {
  const isGzip = (await readMagic(file)) === 'gzip';
  const kept: Buffer[] = [];
  let keptBytes = 0;
  for await (const piece of contentOf(file, isGzip)) {
    kept.push(Buffer.from(piece));
    keptBytes += piece.length;
    if (keptBytes > startBytes) break;
  }
  return inspected(isGzip, Buffer.concat(kept).subarray(0, startBytes));
}

/**
 * Reads a file once from beginning to end, and writes its content to `copy` if that is given. Rejects if it is a gzip file that is cut
 * off or whose checksum is wrong.
 */
export async function inspectFile(
  file: string,
  copy?: string,
): Promise<InspectedFile & { readonly content: ContentFacts }> {
  const isGzip = (await readMagic(file)) === 'gzip';
  const digest = createContentDigest();
  const kept: Buffer[] = [];
  let keptBytes = 0;
  const target = copy === undefined ? undefined : await open(copy, 'w');
  try {
    for await (const piece of contentOf(file, isGzip)) {
      const written = target?.appendFile(piece);
      // It is awaited once the piece was looked at, which takes as long.
      written?.catch(() => undefined);
      digest.push(piece);
      if (keptBytes < startBytes) {
        const part = Buffer.from(piece.subarray(0, startBytes - keptBytes));
        kept.push(part);
        keptBytes += part.length;
      }
      await written;
    }
  } finally {
    await target?.close();
  }
  const content = digest.end();
  const found = inspected(isGzip, Buffer.concat(kept));
  const encoding = found.encoding === 'utf-8' && !content.isUtf8 ? 'latin-1' : found.encoding;
  return { ...found, encoding, content };
}

function inspected(isGzip: boolean, start: Buffer): InspectedFile {
  const isUtf16 = start.length >= 2 && (start.readUInt16BE(0) === 0xfeff || start.readUInt16BE(0) === 0xfffe);
  // A small content that ends inside a character is no UTF-8; a large one only seems to end there.
  const cut = start.length < startBytes ? 0 : unfinishedBytes(start);
  const isAllUtf8 = isUtf8(start.subarray(0, start.length - cut));
  return {
    form: formOf(start),
    isGzip,
    encoding: isUtf16 ? 'utf-16' : isAllUtf8 ? 'utf-8' : 'latin-1',
    start,
  };
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
