import { explainS3Error } from './explain-s3-error.ts';
import type { StoredObject } from './object-store.ts';
import type { S3Access } from './s3-access.ts';

/** All objects under a prefix, in the order of their keys; one page is asked for at a time, when it is needed. */
export async function* listObjects(
  { sdk, client, closed }: S3Access,
  bucket: string,
  prefix: string,
): AsyncGenerator<StoredObject, void> {
  let token: string | undefined;
  do {
    const page = await client
      .send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }), {
        abortSignal: closed,
      })
      .catch((error: unknown) => {
        throw explainS3Error(error, { action: 'list', bucket, key: prefix });
      });
    for (const { Key = '', Size = 0, ETag = '', LastModified } of page.Contents ?? [])
      yield {
        bucket,
        key: Key,
        bytes: Size,
        etag: bareEtag(ETag),
        modifiedAt: LastModified?.getTime() ?? 0,
      };
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

/** An ETag without its quotes. */
export function bareEtag(etag: string): string {
  return etag.replaceAll('"', '');
}
