import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type S3StandIn, startS3 } from './start-s3.ts';

let s3: S3StandIn;
let client: S3Client;
const at = { Bucket: 'b', Key: 'dir/a & b.csv' };

beforeEach(async () => {
  s3 = await startS3({ buckets: ['b'] });
  client = new S3Client({
    endpoint: s3.endpoint,
    forcePathStyle: true,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await s3.close();
});

const textOf = async (range?: string): Promise<string | undefined> => {
  const { Body } = await client.send(new GetObjectCommand({ ...at, Range: range }));
  return Body?.transformToString();
};
const md5 = (content: string | Buffer): Buffer => createHash('md5').update(content).digest();

it('takes a stream in chunks with its checksum behind it, and keeps metadata', async () => {
  const content = 'x'.repeat(200_000);
  const Body = Readable.from([Buffer.from(content.slice(0, 70_000)), Buffer.from(content.slice(70_000))]);
  const put = new PutObjectCommand({
    ...at,
    Body,
    ContentLength: content.length,
    Metadata: { sha256: 'abc' },
  });
  const { ETag, ChecksumCRC32 } = await client.send(put);
  expect(ETag).toBe(`"${md5(content).toString('hex')}"`);
  expect(ChecksumCRC32).toMatch(/^.{6}==$/);
  const { Metadata } = await client.send(new HeadObjectCommand(at));
  expect(Metadata).toEqual({ sha256: 'abc' });
  expect(await textOf()).toBe(content);
});

it('refuses a body whose checksum is another one, behind a stream and before a text', async () => {
  s3.plan = { onRequest: () => 'wrong-bytes' };
  const refused = { name: 'BadDigest' };
  const stream = new PutObjectCommand({ ...at, Body: Readable.from([Buffer.from('abc')]), ContentLength: 3 });
  await expect(client.send(stream)).rejects.toMatchObject(refused);
  await expect(client.send(new PutObjectCommand({ ...at, Body: 'abc' }))).rejects.toMatchObject(refused);
  expect(s3.keys('b')).toEqual([]);
});

it('gives ranges, and refuses those that are not there', async () => {
  await s3.put('b', at.Key, '0123456789');
  expect([await textOf('bytes=3-5'), await textOf('bytes=7-'), await textOf('bytes=-2')]).toEqual([
    '345',
    '789',
    '89',
  ]);
  await expect(textOf('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
});

it('makes an object of parts in their order, with the ETag of S3', async () => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  const bodies = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('b')];
  const Parts: CompletedPart[] = [];
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'b' }));
  expect(Uploads).toMatchObject([{ Key: at.Key, UploadId }]);
  const complete = (parts: CompletedPart[]) =>
    client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts } }));
  await expect(complete(Parts.toReversed())).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await expect(complete([{ PartNumber: 1, ETag: '"0"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
  const { ETag } = await complete(Parts);
  expect(ETag).toBe(`"${md5(Buffer.concat(bodies.map(md5))).toString('hex')}-2"`);
  expect(await textOf('bytes=5242878-')).toBe('aab');
  await expect(complete(Parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  await client.send(new DeleteObjectCommand(at));
  expect(s3.keys('b')).toEqual([]);
});

it('refuses parts that are too small, and forgets an upload that is aborted', async () => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  const Parts: CompletedPart[] = [];
  for (const PartNumber of [1, 2]) {
    const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body: 'x' }));
    Parts.push({ PartNumber, ETag });
  }
  const complete = new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } });
  await expect(client.send(complete)).rejects.toMatchObject({ name: 'EntityTooSmall' });
  await client.send(new AbortMultipartUploadCommand({ ...at, UploadId }));
  expect(s3.uploads()).toEqual([]);
});

it('knows its buckets, and refuses what nobody has signed', async () => {
  await client.send(new HeadBucketCommand({ Bucket: 'b' }));
  await expect(client.send(new HeadBucketCommand({ Bucket: 'c' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  expect((await fetch(`${s3.endpoint}/b?list-type=2`)).status).toBe(403);
});
