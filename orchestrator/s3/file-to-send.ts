import type { FileHandle } from 'node:fs/promises';
import { ObjectStoreError, type S3Request } from './object-store-error.ts';
import { formatS3Location } from './parse-s3-location.ts';

/** A local file and where it goes. */
export interface FileToSend {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly sha256: string;
  readonly request: S3Request;
  readonly onBytes: (bytes: number) => void;
  readonly ended: AbortSignal;
}

/** A part of the file, whole. */
export async function readPart(
  { handle, request }: FileToSend,
  from: number,
  length: number,
): Promise<Buffer> {
  const part = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await handle.read(part, at, length - at, from + at);
    if (bytesRead === 0) throw changed(request);
    at += bytesRead;
  }
  return part;
}

/** That the local file is another one by now: its checksum would be a lie. */
export function changed(request: S3Request): ObjectStoreError {
  const message = `The file that was being sent to "${formatS3Location(request)}" was written to meanwhile.`;
  return new ObjectStoreError('changed', request, message, 'Start again once it is complete.');
}
