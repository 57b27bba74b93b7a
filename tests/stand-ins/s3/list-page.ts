import { badRequest } from './plan.ts';
import type { S3State } from './s3-state.ts';
import { document, element } from './xml.ts';

/** One page of ListObjectsV2. A token is the last key of the page before, as S3's is in effect. */
export function listPage(state: S3State, bucket: string, query: URLSearchParams, pageSize: number): string {
  if (query.has('delimiter')) throw badRequest('NotImplemented', 'Delimiters are not known here.');
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after = token === null ? query.get('start-after') : Buffer.from(token, 'base64url').toString('utf8');
  const objects = state.bucketOf(bucket);
  const keys = state
    .sortedKeys(bucket)
    .filter((key) => key.startsWith(prefix) && (after === null || isAfter(key, after)));
  const size = Math.min(pageSize, Number(query.get('max-keys') ?? 1000));
  const page = keys.slice(0, size);
  const isTruncated = keys.length > size;
  return document('ListBucketResult', [
    element('Name', bucket),
    element('Prefix', prefix),
    element('MaxKeys', size),
    element('KeyCount', page.length),
    element('IsTruncated', isTruncated),
    ...(isTruncated
      ? [element('NextContinuationToken', Buffer.from(page.at(-1) ?? '').toString('base64url'))]
      : []),
    ...page.flatMap((key) => {
      const object = objects.get(key);
      if (object === undefined) return [];
      return [
        '<Contents>',
        element('Key', key),
        element('LastModified', new Date(object.modifiedAt).toISOString()),
        element('ETag', `"${object.etag}"`),
        element('Size', object.bytes),
        element('StorageClass', 'STANDARD'),
        '</Contents>',
      ];
    }),
  ]);
}

function isAfter(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}
