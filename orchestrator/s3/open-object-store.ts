import { downloadObject } from './download-object.ts';
import { explainS3Error } from './explain-s3-error.ts';
import { headObject } from './head-object.ts';
import { listObjects } from './list-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store-error.ts';
import { type ObjectStoreSettings, openS3Access, type Patience, type S3Access } from './s3-access.ts';
import { sendBody } from './send-body.ts';
import { uploadFile } from './upload-file.ts';

/** S3 takes so many keys in one request. */
const keysOfRequest = 1000;

/**
 * Opens S3 for who asks: found as by every AWS tool, and on top of it the role of the settings. Nothing is asked yet, so it is not known
 * whether S3 lets anybody in.
 */
export async function openObjectStore(
  settings: ObjectStoreSettings,
  patience: Partial<Patience> = {},
): Promise<ObjectStore> {
  const access = await openS3Access(settings, patience);
  return {
    list: (bucket, prefix) => listObjects(access, bucket, prefix),
    head: async (bucket, key) => (await headObject(access, bucket, key))?.object,
    download: (object, file, onBytes = () => undefined, signal) =>
      downloadObject(access, object, file, onBytes, signal),
    upload: (file, bucket, key, options = {}) => uploadFile(access, file, { bucket, key }, options),
    write: (bucket, key, text) => writeText(access, bucket, key, text),
    remove: (bucket, keys) => removeObjects(access, bucket, keys),
    close: () => access.close(),
  };
}

async function writeText(access: S3Access, bucket: string, key: string, text: string): Promise<void> {
  const { sdk, client, closed } = access;
  const command = new sdk.PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: Buffer.from(text),
    ContentType: key.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8',
  });
  await sendBody(access, { action: 'write', bucket, key }, () =>
    client.send(command, { abortSignal: closed }),
  );
}

async function removeObjects(
  { sdk, client, closed }: S3Access,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  for (let from = 0; from < keys.length; from += keysOfRequest) {
    const some = keys.slice(from, from + keysOfRequest);
    const request = { action: 'remove', bucket, key: some[0] ?? '' } as const;
    const command = new sdk.DeleteObjectsCommand({
      Bucket: bucket,
      Delete: { Objects: some.map((Key) => ({ Key })), Quiet: true },
    });
    const { Errors } = await client.send(command, { abortSignal: closed }).catch((error: unknown) => {
      throw explainS3Error(error, request);
    });
    const [first] = Errors ?? [];
    if (first !== undefined) throw notRemoved(bucket, first);
  }
}

/** One of the keys was refused, although the request was not. */
function notRemoved(
  bucket: string,
  { Key = '', Code = '', Message = '' }: { Key?: string; Code?: string; Message?: string },
): unknown {
  const error = Object.assign(new Error(Message), { name: Code });
  const explained = explainS3Error(error, { action: 'remove', bucket, key: Key });
  return explained instanceof ObjectStoreError ? explained : error;
}
