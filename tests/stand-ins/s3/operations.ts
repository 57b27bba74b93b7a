import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listPage } from './list-page.ts';
import { badRequest, Refusal, type S3Fault } from './plan.ts';
import { type ReceivedBody, receiveBody } from './receive-body.ts';
import type { KeptUpload, S3State } from './s3-state.ts';
import { sendObject } from './send-object.ts';
import { document, element, textsOf } from './xml.ts';

export interface S3Limits {
  /** The most keys that a page of a listing has. */
  readonly pageSize: number;
  /** Parts but the last one are not shorter. */
  readonly leastPart: number;
}

/** A request on its way through an operation. */
export interface S3Call {
  readonly state: S3State;
  readonly limits: S3Limits;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly fault: S3Fault | undefined;
}

/** What S3 answers: a body of XML, headers, or nothing more (it has answered by itself). */
export interface S3Answer {
  readonly status?: number;
  readonly xml?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isSent?: true;
}

/** Which operation a request is. */
export function operationOf(method: string, key: string, query: URLSearchParams): string {
  const has = (name: string): boolean => query.has(name);
  if (key === '') {
    if (method === 'GET')
      return has('uploads')
        ? 'ListMultipartUploads'
        : has('location')
          ? 'GetBucketLocation'
          : 'ListObjectsV2';
    return method === 'HEAD' ? 'HeadBucket' : has('delete') ? 'DeleteObjects' : 'Unknown';
  }
  if (has('uploadId'))
    return (
      { PUT: 'UploadPart', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload' }[method] ??
      'Unknown'
    );
  if (has('uploads')) return 'CreateMultipartUpload';
  return (
    { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject', DELETE: 'DeleteObject' }[method] ?? 'Unknown'
  );
}

/** What each operation does and answers. Rejects with a {@link Refusal}. */
export const operations: Readonly<Record<string, (call: S3Call) => Promise<S3Answer>>> = {
  async ListObjectsV2({ state, bucket, query, limits }) {
    return { xml: listPage(state, bucket, query, limits.pageSize) };
  },
  async HeadBucket({ state, bucket }) {
    state.bucketOf(bucket);
    return {};
  },
  async GetBucketLocation({ state, bucket }) {
    state.bucketOf(bucket);
    return { xml: document('LocationConstraint', []) };
  },
  GetObject: (call) => answerObject(call, false),
  HeadObject: (call) => answerObject(call, true),
  async PutObject({ state, bucket, key, request, fault }) {
    state.bucketOf(bucket);
    const body = await receiveBody(request, state.newFile(), fault);
    const object = await state.keep(bucket, key, body, metadataOf(request));
    return { headers: { etag: `"${object.etag}"`, 'x-amz-checksum-crc32': object.crc32 } };
  },
  async DeleteObject({ state, bucket, key }) {
    await state.remove(bucket, key);
    return { status: 204 };
  },
  async DeleteObjects({ state, bucket, request, fault }) {
    const keys = textsOf(await xmlOf(state, request, fault), 'Key');
    if (keys.length > 1000) throw badRequest('MalformedXML', 'The XML you provided has more than 1000 keys.');
    for (const key of keys) await state.remove(bucket, key);
    return { xml: document('DeleteResult', []) };
  },
  async CreateMultipartUpload({ state, bucket, key, request }) {
    state.bucketOf(bucket);
    const upload = { id: randomUUID(), bucket, key, metadata: metadataOf(request), parts: new Map() };
    state.uploads.set(upload.id, upload);
    const texts = [element('Bucket', bucket), element('Key', key), element('UploadId', upload.id)];
    return { xml: document('InitiateMultipartUploadResult', texts) };
  },
  async UploadPart({ state, query, request, fault }) {
    const upload = state.uploadOf(query.get('uploadId'));
    const number = Number(query.get('partNumber'));
    if (!(number >= 1 && number <= 10_000)) throw badRequest('InvalidArgument', 'Part number is 1 to 10000.');
    const body = await receiveBody(request, state.newFile(), fault);
    const before = upload.parts.get(number);
    upload.parts.set(number, body);
    if (before !== undefined) await rm(before.file, { force: true });
    return { headers: { etag: `"${body.md5}"`, 'x-amz-checksum-crc32': body.crc32 } };
  },
  async CompleteMultipartUpload({ state, query, bucket, key, request, limits, fault }) {
    const xml = await xmlOf(state, request, fault);
    const upload = state.uploadOf(query.get('uploadId'));
    const numbers = checkParts(upload, xml, limits);
    const object = await state.complete(upload, numbers);
    const texts = [element('Bucket', bucket), element('Key', key), element('ETag', `"${object.etag}"`)];
    return { xml: document('CompleteMultipartUploadResult', texts) };
  },
  async AbortMultipartUpload({ state, query }) {
    const upload = state.uploadOf(query.get('uploadId'));
    state.uploads.delete(upload.id);
    for (const { file } of upload.parts.values()) await rm(file, { force: true });
    return { status: 204 };
  },
  async ListMultipartUploads({ state, bucket }) {
    state.bucketOf(bucket);
    const uploads = [...state.uploads.values()].filter((upload) => upload.bucket === bucket);
    return {
      xml: document('ListMultipartUploadsResult', [
        element('Bucket', bucket),
        element('IsTruncated', false),
        ...uploads.map(({ id, key }) => `<Upload>${element('Key', key)}${element('UploadId', id)}</Upload>`),
      ]),
    };
  },
};

async function answerObject(
  { state, bucket, key, request, response, fault }: S3Call,
  isHead: boolean,
): Promise<S3Answer> {
  const object = state.objectOf(bucket, key);
  const { 'if-match': wanted, range } = request.headers;
  if (wanted !== undefined && wanted !== '*' && wanted.replaceAll('"', '') !== object.etag)
    throw new Refusal({
      code: 'PreconditionFailed',
      status: 412,
      message: 'At least one of the pre-conditions you specified did not hold',
    });
  const withChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
  await sendObject(response, object, { isHead, range, withChecksum, fault });
  return { isSent: true };
}

/** The numbers of the parts that an upload is completed with. */
function checkParts(upload: KeptUpload, xml: string, { leastPart }: S3Limits): number[] {
  const parts = xml.split('<Part>').slice(1);
  if (parts.length === 0) throw badRequest('MalformedXML', 'The XML you provided has no parts.');
  const numbers = parts.map((part) => Number(textsOf(part, 'PartNumber')[0]));
  if (numbers.some((number, index) => number <= (numbers[index - 1] ?? 0)))
    throw badRequest('InvalidPartOrder', 'The list of parts was not in ascending order.');
  parts.forEach((part, index) => {
    const [etag = ''] = textsOf(part, 'ETag');
    const [crc] = textsOf(part, 'ChecksumCRC32');
    const body: ReceivedBody | undefined = upload.parts.get(numbers[index] ?? 0);
    if (
      body === undefined ||
      etag.replaceAll('"', '') !== body.md5 ||
      (crc !== undefined && crc !== body.crc32)
    )
      throw badRequest('InvalidPart', 'One or more of the specified parts could not be found.');
    if (index < parts.length - 1 && body.bytes < leastPart)
      throw badRequest('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  });
  return numbers;
}

async function xmlOf(state: S3State, request: IncomingMessage, fault: S3Fault | undefined): Promise<string> {
  const { file } = await receiveBody(request, state.newFile(), fault);
  const text = await readFile(file, 'utf8');
  await rm(file, { force: true });
  return text;
}

function metadataOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)]] : [],
    ),
  );
}
