import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** One member of an archive as a file of its own. */
export interface UnpackedMember {
  /** As the archive says; of several with one name, or with names that are not UTF-8, each has a number. Never a path. */
  readonly name: string;
  readonly path: string;
}

/** The archive is not what an archive must be; the message says why, as the end of a sentence. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** The archive is whole, and a member of it is written in a way that cannot be read; the message says which, as the end of a sentence. */
export class UnreadableMemberError extends Error {
  override readonly name = 'UnreadableMemberError';
}

/** What the names of an archive's members in a folder begin with. */
export function memberPrefix(source: string, archive: string): string {
  return `${source}-${createHash('sha256').update(archive).digest('hex').slice(0, 12)}`;
}

/** What to do about an archive that is whole and written in a way that cannot be read. */
export const unpackHint = 'Unpack it and give the plain file.';

/**
 * The members of a zip as files in `folder`, named by us. Nothing is inflated: the bytes of a deflated member become a
 * .gz file, header and checksum around them, so that memory and time do not depend on what they would inflate to.
 * Rejects with an {@link ArchiveError} if the archive is cut off or otherwise not one, and with an {@link UnreadableMemberError} if it is
 * encrypted or compressed in another way.
 */
export async function unpackZip(
  file: string,
  folder: string,
  prefix: string,
): Promise<readonly UnpackedMember[]> {
  const zip = await openZip(file);
  try {
    const members: UnpackedMember[] = [];
    const taken = new Set<string>();
    for await (const entry of entriesOf(zip)) {
      const name = nameOf(entry);
      if (name.endsWith('/') || /(^|[\\/])(__MACOSX[\\/]|\.[^\\/]*$)/.test(name)) continue;
      if (entry.isEncrypted()) throw new UnreadableMemberError(`its member "${name}" is encrypted`);
      const target = path.join(folder, `${prefix}-${members.length + 1}`);
      await writeMember(zip, entry, target, name);
      members.push({ name: ownName(name, taken), path: target });
    }
    return members;
  } finally {
    zip.close();
  }
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    // Names are text for messages and never a path, so those that would climb out of a folder do no harm.
    return await openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    throw archiveError(error);
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch((error: unknown) => {
      throw archiveError(error);
    });
    if (next.done === true) return;
    yield next.value;
  }
}

/** What yauzl says, which is plain errors; those of the file system stay what they are. */
function archiveError(error: unknown): unknown {
  const isOfFiles = error instanceof Error && 'code' in error;
  return error instanceof Error && !isOfFiles ? new ArchiveError(error.message, { cause: error }) : error;
}

async function writeMember(zip: ZipFile, entry: Entry, target: string, name: string): Promise<void> {
  const isStored = entry.compressionMethod === 0;
  if (!isStored && entry.compressionMethod !== 8) {
    throw new UnreadableMemberError(
      `its member "${name}" is compressed by method ${entry.compressionMethod}, and only deflate can be read`,
    );
  }
  const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false }).catch((error: unknown) => {
    throw archiveError(error);
  });
  // What is compressed in itself stays as it is; anything else gets a checksum around it, which reading will check.
  const isReady = isStored && /\.(gz|parquet)$/i.test(name);
  const content = isReady ? raw : wrapAsGzip(isStored ? storedBlocks(raw) : raw, entry);
  await pipeline(content, createWriteStream(target));
}

/** Data as deflate blocks that are not compressed (RFC 1951, 3.2.4). */
async function* storedBlocks(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const header = (length: number, isLast: boolean): Buffer => {
    const bytes = Buffer.alloc(5);
    bytes.writeUInt8(isLast ? 1 : 0, 0);
    bytes.writeUInt16LE(length, 1);
    bytes.writeUInt16LE(~length & 0xffff, 3);
    return bytes;
  };
  for await (const chunk of raw) {
    for (let at = 0; at < chunk.length; at += 0xffff) {
      const part = chunk.subarray(at, at + 0xffff);
      yield header(part.length, false);
      yield part;
    }
  }
  yield header(0, true);
}

/** A gzip file (RFC 1952) around raw deflate data: ten bytes before it, checksum and length modulo 2^32 after it. */
async function* wrapAsGzip(deflated: AsyncIterable<Buffer>, entry: Entry): AsyncGenerator<Buffer> {
  yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  yield* deflated;
  const end = Buffer.alloc(8);
  end.writeUInt32LE(entry.crc32 >>> 0, 0);
  end.writeUInt32LE(entry.uncompressedSize % 2 ** 32, 4);
  yield end;
}

/** A member is known by its name: two with the same one would count as one file that is loaded twice. */
function ownName(name: string, taken: Set<string>): string {
  let own = name;
  for (let number = 2; taken.has(own); number++) own = `${name} (${number})`;
  taken.add(own);
  return own;
}

function nameOf(entry: Entry): string {
  const raw: unknown = entry.fileName;
  return Buffer.isBuffer(raw) ? raw.toString('utf8') : String(raw);
}
