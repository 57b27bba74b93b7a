import { explainS3Error } from './explain-s3-error.ts';
import { bareEtag } from './list-objects.ts';
import type { StoredObject } from './object-store.ts';
import { ObjectStoreError, type S3Request } from './object-store-error.ts';
import type { S3Access } from './s3-access.ts';

/** What S3 says of an object, with the SHA-256 of its content if whoever wrote it said it; undefined if there is none. */
export async function headObject(
  { sdk, client, closed }: S3Access,
  bucket: string,
  key: string,
  signal: AbortSignal = closed,
): Promise<{ readonly object: StoredObject; readonly sha256?: string } | undefined> {
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
    const explained = explainS3Error(error, { action: 'read', bucket, key });
    if (explained instanceof ObjectStoreError && explained.problem === 'no-object') return undefined;
    throw explained;
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
