import { explainS3Error, statusOf } from './explain-s3-error.ts';
import { bareEtag } from './list-objects.ts';
import type { StoredObject } from './object-store.ts';
import { ObjectStoreError, type S3Request } from './object-store-error.ts';
import type { S3Access } from './s3-access.ts';

/** What S3 says of an object, with the SHA-256 of its content if whoever wrote it said it; undefined if there is none. */
export async function headObject(
  access: S3Access,
  bucket: string,
  key: string,
  signal: AbortSignal = access.closed,
): Promise<{ readonly object: StoredObject; readonly sha256?: string } | undefined> {
  const { sdk, client } = access;
  try {
    const output = await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: signal,
    });
    const sha256 = output.Metadata?.sha256;
    const object = {
      bucket,
      key,
      bytes: output.ContentLength ?? 0,
      etag: bareEtag(output.ETag ?? ''),
      modifiedAt: output.LastModified?.getTime() ?? 0,
    };
    return { object, ...(sha256 !== undefined && { sha256 }) };
  } catch (error) {
    const told = await reasonOf(access, bucket, key, error);
    const explained = explainS3Error(told, { action: 'read', bucket, key });
    if (explained instanceof ObjectStoreError && explained.problem === 'no-object') return undefined;
    throw explained;
  }
}

/** An answer to HEAD has no body in which S3 could say why not, so it is asked for a byte. */
async function reasonOf(
  { sdk, client, closed }: S3Access,
  bucket: string,
  key: string,
  error: unknown,
): Promise<unknown> {
  const status = statusOf(error);
  if (status !== 400 && status !== 403) return error;
  try {
    const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' });
    await (await client.send(command, { abortSignal: closed })).Body?.transformToByteArray();
    return error;
  } catch (told) {
    // An object without a byte.
    return statusOf(told) === 416 ? error : told;
  }
}

/** Whether the object holds this content. Who may write but not read is told nothing, and sends it. */
export async function isThere(
  access: S3Access,
  { bucket, key }: S3Request,
  bytes: number,
  sha256: string,
  ended: AbortSignal,
): Promise<boolean> {
  try {
    const there = await headObject(access, bucket, key, ended);
    return there?.object.bytes === bytes && there.sha256 === sha256;
  } catch (error) {
    if (error instanceof ObjectStoreError && error.problem === 'denied') return false;
    throw error;
  }
}
