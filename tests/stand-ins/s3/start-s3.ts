import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { operationOf, operations, type S3Limits } from './operations.ts';
import { Refusal, type S3Error, type S3Plan, type S3RequestRecord, s3Errors } from './plan.ts';
import { crcBase64 } from './receive-body.ts';
import { type KeptObject, type KeptUpload, readObject, S3State } from './s3-state.ts';
import { document, element } from './xml.ts';

export interface S3Options extends Partial<S3Limits> {
  /** The buckets that there are; `put` makes its own. */
  readonly buckets?: readonly string[];
  /** Buckets that are in another region than the one that is asked. */
  readonly regions?: Readonly<Record<string, string>>;
  readonly plan?: S3Plan;
}

/** An S3 on loopback, for the real client. */
export interface S3StandIn {
  readonly endpoint: string;
  /** What was asked for, in its order. */
  readonly requests: S3RequestRecord[];
  /** Which requests fail from now on. */
  plan: S3Plan;
  /** Puts an object there as somebody else would, with another ETag if its content is another. */
  put(
    bucket: string,
    key: string,
    content: string | Uint8Array,
    options?: { readonly modifiedAt?: number; readonly metadata?: Readonly<Record<string, string>> },
  ): Promise<KeptObject>;
  get(bucket: string, key: string): KeptObject | undefined;
  /** The content of an object that is there. */
  contentOf(bucket: string, key: string): Promise<Buffer>;
  /** In the order of their bytes. */
  keys(bucket: string): readonly string[];
  /** Multi-part uploads that nobody has ended. */
  uploads(): readonly KeptUpload[];
  close(): Promise<void>;
}

/**
 * Amazon S3 as its API reference describes it, as far as this project asks: over HTTP, with the bucket in the path. Contents are
 * files of a temporary folder, so that they may be long. Signatures are not checked, only that there is one.
 */
export async function startS3(options: S3Options = {}): Promise<S3StandIn> {
  const folder = await mkdtemp(path.join(tmpdir(), 'apportion-s3-'));
  const state = new S3State(folder, options.buckets ?? []);
  const limits = { pageSize: options.pageSize ?? 1000, leastPart: options.leastPart ?? 5 * 1024 * 1024 };
  const requests: S3RequestRecord[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const query = url.searchParams;
    const operation = operationOf(request.method ?? 'GET', key, query);
    const { range } = request.headers;
    const part = query.has('partNumber') ? Number(query.get('partNumber')) : undefined;
    const accessKey = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1];
    const record = {
      operation,
      bucket,
      key,
      ...(accessKey !== undefined && { accessKey }),
      ...(range !== undefined && { range }),
      ...(part !== undefined && { part }),
    };
    const fault = standIn.plan.onRequest?.({ ...record, number: requests.length });
    requests.push(record);
    try {
      const work = operations[operation];
      if (work === undefined)
        throw new Refusal({ code: 'NotImplemented', status: 501, message: 'This is not known here.' });
      checkSignature(request, bucket);
      if (fault === 'reset') return void request.socket.destroy();
      if (
        fault === 'slow-down' ||
        fault === 'server-error' ||
        fault === 'denied' ||
        fault === 'expired-token'
      )
        throw new Refusal(s3Errors[fault]);
      // Only an object has a body of which half can be sent.
      if (fault === 'stalled-body' && operation !== 'GetObject') return;
      const done = await work({ state, limits, bucket, key, query, request, response, fault });
      if (fault === 'reset-after') return void request.socket.destroy();
      if (done.isSent === true) return;
      response.writeHead(done.status ?? 200, {
        ...(done.xml !== undefined && { 'content-type': 'application/xml' }),
        ...done.headers,
      });
      response.end(done.xml);
    } catch (error) {
      // Its client is gone, or was sent away in the middle of its body.
      if (response.destroyed || request.socket.destroyed) return;
      if (!(error instanceof Refusal)) throw error;
      refuse(request, response, error);
    }
  }

  function checkSignature(request: IncomingMessage, bucket: string): void {
    const region = /Credential=[^/]+\/\d{8}\/([^/]+)\/s3\//.exec(request.headers.authorization ?? '')?.[1];
    if (region === undefined) throw new Refusal(s3Errors.denied);
    const own = options.regions?.[bucket];
    if (own !== undefined && own !== region)
      throw new Refusal(
        {
          code: 'PermanentRedirect',
          status: 301,
          message: 'The bucket you are attempting to access must be addressed using the specified endpoint.',
        },
        { 'x-amz-bucket-region': own },
      );
  }

  const standIn: S3StandIn = {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    plan: options.plan ?? {},
    async put(bucket, key, content, { modifiedAt, metadata = {} } = {}) {
      if (!state.buckets.has(bucket)) state.buckets.set(bucket, new Map());
      const bytes = Buffer.from(content);
      const file = state.newFile();
      await writeFile(file, bytes);
      const md5 = createHash('md5').update(bytes).digest('hex');
      const body = { file, bytes: bytes.length, md5, crc32: crcBase64(crc32(bytes)) };
      return state.keep(bucket, key, body, metadata, modifiedAt);
    },
    get: (bucket, key) => state.buckets.get(bucket)?.get(key),
    async contentOf(bucket, key) {
      const pieces: Buffer[] = [];
      for await (const piece of readObject(state.objectOf(bucket, key))) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    keys: (bucket) => state.sortedKeys(bucket),
    uploads: () => [...state.uploads.values()],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
  return standIn;
}

function refuse(request: IncomingMessage, response: ServerResponse, { error, headers }: Refusal): void {
  const { code, status, message }: S3Error = error;
  // What is left of the request is read and forgotten: else its client would see a broken connection and no answer.
  request.resume();
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  const texts = [element('Code', code), element('Message', message)];
  // The answer to HEAD has no body, which is why the client knows less then.
  response.end(
    request.method === 'HEAD' ? undefined : document('Error', texts).replace(/ xmlns="[^"]*"/, ''),
  );
}
