import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const pieceBytes = 1024 * 1024;

/** Gives the content of a file, inflated if it is a gzip file, piece by piece. */
export async function readContent(
  file: string,
  isGzip: boolean,
  take: (piece: Buffer) => void,
): Promise<void> {
  for await (const piece of contentOf(file, isGzip)) take(piece);
}

/**
 * The content of a file, inflated if it is a gzip file. Rejects if that is cut off or its checksum is wrong: DuckDB reads such a file
 * to where it breaks and says nothing (measured).
 */
export async function* contentOf(file: string, isGzip: boolean): AsyncGenerator<Buffer, void> {
  const raw = createReadStream(file, { highWaterMark: pieceBytes });
  if (!isGzip) {
    yield* raw;
    return;
  }
  // Not a pipeline: that takes it for a failure when the last member ends before the file does.
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  raw.on('error', (error) => gunzip.destroy(error));
  try {
    yield* raw.pipe(gunzip);
  } finally {
    raw.destroy();
    gunzip.destroy();
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
