import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const pieceBytes = 1024 * 1024;
/**
 * Inflated bytes come in buffers that V8 has to take away. Small ones are gone before they are old, and their memory is used again; that of large
 * ones goes back to the system, from which it can take longer to get than inflating does.
 */
const inflatedPieceBytes = 128 * 1024;

/** Gives the content of a file, inflated if it is a gzip file, piece by piece. A piece is only there until `take` returns. */
export async function readContent(
  file: string,
  isGzip: boolean,
  take: (piece: Buffer) => void,
): Promise<void> {
  for await (const piece of contentOf(file, isGzip)) take(piece);
}

/**
 * The content of a file, inflated if it is a gzip file. A piece is only there until the next one is asked for. Rejects if a gzip file is cut off or
 * its checksum is wrong: DuckDB reads such a file to where it breaks and says nothing (measured).
 */
export function contentOf(file: string, isGzip: boolean): AsyncGenerator<Buffer, void> {
  return isGzip ? inflated(file) : asItIs(file);
}

/** The next piece is read while the last one is used, into two buffers by turns: new ones for gigabytes keep V8 busy (docs/performance.md). */
async function* asItIs(file: string): AsyncGenerator<Buffer, void> {
  const handle = await open(file);
  let [current, other] = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)];
  let next = readAhead(handle, current);
  try {
    for (;;) {
      const bytes = await next;
      if (bytes === 0) return;
      next = readAhead(handle, other);
      yield current.subarray(0, bytes);
      [current, other] = [other, current];
    }
  } finally {
    await next.catch(() => undefined);
    await handle.close();
  }
}

/** How many bytes come next. A rejection is kept for who awaits it. */
function readAhead(handle: FileHandle, into: Buffer): Promise<number> {
  const reading = handle.read(into, 0, into.length).then(({ bytesRead }) => bytesRead);
  reading.catch(() => undefined);
  return reading;
}

async function* inflated(file: string): AsyncGenerator<Buffer, void> {
  const raw = createReadStream(file, { highWaterMark: pieceBytes });
  // Not a pipeline: that takes it for a failure when the last member ends before the file does.
  const gunzip = createGunzip({ chunkSize: inflatedPieceBytes });
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
