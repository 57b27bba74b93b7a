import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { changed, type FileToSend, readPart } from './file-to-send.ts';
import { isThere } from './head-object.ts';
import type { Uploaded, UploadOptions } from './object-store.ts';
import { interrupted, type S3Request } from './object-store-error.ts';
import type { S3Access } from './s3-access.ts';
import { sendBody } from './send-body.ts';
import { sendParts } from './send-parts.ts';

/** Sends a file, in parts if it is long, unless the same content is there already. */
export async function uploadFile(
  access: S3Access,
  file: string,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { onBytes = () => undefined, signal }: UploadOptions,
): Promise<Uploaded> {
  const request: S3Request = { action: 'write', bucket, key };
  const ended = signal === undefined ? access.closed : AbortSignal.any([access.closed, signal]);
  const handle = await open(file);
  try {
    const { size: bytes } = await handle.stat();
    const sha256 = await digestOf(file, ended, request);
    if (await isThere(access, request, bytes, sha256, ended)) return { sent: false, bytes };
    const work: FileToSend = { handle, bytes, sha256, request, onBytes, ended };
    await (bytes <= access.patience.partBytes ? sendWhole(access, work) : sendParts(access, work));
    return { sent: true, bytes };
  } finally {
    await handle.close();
  }
}

async function sendWhole(access: S3Access, work: FileToSend): Promise<void> {
  const { request, sha256, onBytes, ended } = work;
  const body = await readPart(work, 0, work.bytes);
  if (createHash('sha256').update(body).digest('hex') !== sha256) throw changed(request);
  await sendBody(access, request, () =>
    access.client.send(
      new access.sdk.PutObjectCommand({
        Bucket: request.bucket,
        Key: request.key,
        Body: body,
        Metadata: { sha256 },
      }),
      { abortSignal: ended },
    ),
  );
  onBytes(body.length);
}

async function digestOf(file: string, ended: AbortSignal, request: S3Request): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024, signal: ended }))
      hash.update(piece);
  } catch (error) {
    throw ended.aborted ? interrupted(request, error) : error;
  }
  return hash.digest('hex');
}
