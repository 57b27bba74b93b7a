import { createHash } from 'node:crypto';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { explainS3Error } from './explain-s3-error.ts';
import { changed, type FileToSend, readPart } from './file-to-send.ts';
import { isThere } from './head-object.ts';
import { interrupted } from './object-store-error.ts';
import type { S3Access } from './s3-access.ts';
import { sendBody } from './send-body.ts';

/** So many parts are in memory and on their way at most. */
const partsInFlight = 2;
/** S3 takes no more parts than that. */
const mostParts = 10_000;

/** Sends a file as a multi-part upload. If it cannot, the parts that arrived are taken back. */
export async function sendParts(access: S3Access, work: FileToSend): Promise<void> {
  const { sdk, client } = access;
  const { request, sha256, ended } = work;
  const target = { Bucket: request.bucket, Key: request.key };
  const ask = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      throw explainS3Error(error, request);
    });
  const { UploadId } = await ask(
    client.send(
      new sdk.CreateMultipartUploadCommand({ ...target, Metadata: { sha256 }, ChecksumAlgorithm: 'CRC32' }),
      { abortSignal: ended },
    ),
  );
  const upload = { ...target, UploadId };
  try {
    const Parts = await sendAll(access, work, upload);
    await complete(Parts);
  } catch (error) {
    // Parts of an upload that nobody ends are paid for and seen by nobody. It is no matter if this fails as well.
    await client.send(new sdk.AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }

  async function complete(Parts: CompletedPart[]): Promise<void> {
    try {
      await client.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }), {
        abortSignal: ended,
      });
    } catch (error) {
      // Its answer was lost, and it was asked for again.
      const isGone = error instanceof Error && error.name === 'NoSuchUpload';
      if (isGone && (await isThere(access, request, work.bytes, sha256, ended))) return;
      throw explainS3Error(error, request);
    }
  }
}

/** Reads part after part and sends a few at the same time. The first that fails ends the others. */
async function sendAll(
  access: S3Access,
  work: FileToSend,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
): Promise<CompletedPart[]> {
  const { sdk, client, patience } = access;
  const length = Math.max(patience.partBytes, Math.ceil(work.bytes / mostParts));
  const failed = new AbortController();
  const signal = AbortSignal.any([work.ended, failed.signal]);
  const parts: CompletedPart[] = [];
  const inFlight = new Set<Promise<void>>();
  const hash = createHash('sha256');

  const send = async (number: number, body: Buffer): Promise<void> => {
    const command = new sdk.UploadPartCommand({
      ...upload,
      PartNumber: number,
      Body: body,
      ChecksumAlgorithm: 'CRC32',
    });
    const { ETag, ChecksumCRC32 } = await sendBody(access, work.request, () =>
      client.send(command, { abortSignal: signal }),
    );
    parts[number - 1] = { PartNumber: number, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) };
    work.onBytes(body.length);
  };
  try {
    for (let from = 0, number = 1; from < work.bytes; from += length, number++) {
      if (inFlight.size >= partsInFlight) await Promise.race(inFlight);
      if (work.ended.aborted) throw interrupted(work.request, work.ended.reason);
      const body = await readPart(work, from, Math.min(length, work.bytes - from));
      hash.update(body);
      const sent: Promise<void> = send(number, body).finally(() => inFlight.delete(sent));
      sent.catch((error: unknown) => failed.abort(error));
      inFlight.add(sent);
    }
    await Promise.all(inFlight);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(inFlight);
    // The first that went wrong: what it ended says only that it was ended.
    throw failed.signal.reason;
  }
  if (hash.digest('hex') !== work.sha256) throw changed(work.request);
  return parts;
}
