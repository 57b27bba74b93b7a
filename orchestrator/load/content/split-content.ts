import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FileLoad, FilePart } from '../../warehouses/file-load.ts';
import type { ContentDigest } from './content-digest.ts';
import { isOddlyQuoted } from './is-oddly-quoted.ts';
import { contentOf } from './read-content.ts';

/** About so long is a part: large enough for all threads of a warehouse, small enough that two of them do not fill a disk. */
const defaultPartBytes = 256 * 1024 * 1024;

/** No row ends where one should: its quotes are in strange places, or its lines end in an old way. */
export class NoRowEndError extends Error {
  override readonly name = 'NoRowEndError';
}

/**
 * Takes a file of delimited rows apart, inflated if it is a gzip file, the next part while the last is being used; each is gone when the next is asked
 * for. A line break outside of quotes ends a row, and quotes are counted from the beginning of the part: after a quote that is
 * text in a bare cell that is wrong, and then either a {@link NoRowEndError} follows, or a part that ends inside of a quoted cell.
 */
export async function* splitContent(
  { path: file, isGzip, fileId }: Pick<FileLoad, 'path' | 'isGzip' | 'fileId'>,
  folder: string,
  digest: ContentDigest,
  partBytes = defaultPartBytes,
): AsyncGenerator<FilePart, void> {
  const parts = writeParts(contentOf(file, isGzip), path.join(folder, fileId), digest, partBytes);
  let next = ahead(parts);
  try {
    for (;;) {
      const part = await next;
      if (part.done === true) return;
      next = ahead(parts);
      yield part.value;
      await rm(part.value.path, { force: true });
    }
  } finally {
    await next.catch(() => undefined);
    await parts.return();
  }
}

/** What comes next, asked for now. A rejection is kept for who awaits it. */
function ahead(parts: AsyncGenerator<FilePart, void>): Promise<IteratorResult<FilePart, void>> {
  const next = parts.next();
  next.catch(() => undefined);
  return next;
}

async function* writeParts(
  content: AsyncIterable<Buffer>,
  base: string,
  digest: ContentDigest,
  partBytes: number,
): AsyncGenerator<FilePart, void> {
  let count = 0;
  const begin = async () => {
    count++;
    return { path: `${base}-${count}.csv`, handle: await open(`${base}-${count}.csv`, 'w'), bytes: 0 };
  };
  let part = await begin();
  let isInQuotes = false;
  const write = async (bytes: Buffer): Promise<void> => {
    isInQuotes = isInQuotes !== isOddlyQuoted(bytes);
    part.bytes += bytes.length;
    for (let at = 0; at < bytes.length; )
      at += (await part.handle.write(bytes, at, bytes.length - at)).bytesWritten;
  };
  try {
    for await (const piece of content) {
      digest.push(piece);
      const end = part.bytes + piece.length < partBytes ? 0 : endOfRow(piece, isInQuotes);
      if (end === 0) {
        if (part.bytes > 2 * partBytes) throw new NoRowEndError('No row ends here.');
        await write(piece);
        continue;
      }
      await write(piece.subarray(0, end));
      await part.handle.close();
      yield { path: part.path, hasHeader: count === 1 };
      part = await begin();
      isInQuotes = false;
      await write(piece.subarray(end));
    }
    await part.handle.close();
    // A part without a row is only there where the file ends with the row before it.
    if (part.bytes > 0 || count === 1) yield { path: part.path, hasHeader: count === 1 };
  } finally {
    await part.handle.close().catch(() => undefined);
  }
}

/** The place after the first line break outside of quotes; 0 if there is none. */
function endOfRow(piece: Buffer, isInQuotes: boolean): number {
  let isInside = isInQuotes;
  let from = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, from)) {
    isInside = isInside !== isOddlyQuoted(piece.subarray(from, at));
    from = at + 1;
    if (!isInside) return from;
  }
  return 0;
}
