import type { ServerResponse } from 'node:http';
import { Refusal, type S3Fault } from './plan.ts';
import { wait } from './receive-body.ts';
import { type KeptObject, readObject } from './s3-state.ts';

/** Answers GetObject or HeadObject, with the faults of a body. */
export async function sendObject(
  response: ServerResponse,
  object: KeptObject,
  request: {
    readonly isHead: boolean;
    readonly range: string | undefined;
    readonly withChecksum: boolean;
    readonly fault: S3Fault | undefined;
  },
): Promise<void> {
  const range = rangeOf(request.range, object.bytes);
  const length = range.last - range.first + 1;
  const isComposite = object.crc32.startsWith('composite');
  response.writeHead(range.isPart ? 206 : 200, {
    'content-length': String(length),
    'content-type': 'binary/octet-stream',
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    ...(range.isPart && { 'content-range': `bytes ${range.first}-${range.last}/${object.bytes}` }),
    ...(request.withChecksum && !range.isPart && !isComposite && { 'x-amz-checksum-crc32': object.crc32 }),
    ...Object.fromEntries(
      Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
    ),
  });
  if (request.isHead || length === 0) return void response.end();
  await sendBody(response, object, range, request.fault);
}

async function sendBody(
  response: ServerResponse,
  object: KeptObject,
  { first, last }: { readonly first: number; readonly last: number },
  fault: S3Fault | undefined,
): Promise<void> {
  const half = Math.floor((last - first + 1) / 2);
  let sent = 0;
  let isFlipped = fault !== 'wrong-bytes';
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  const stops = fault === 'broken-body' || fault === 'stalled-body';
  for await (const raw of readObject(object, first, last)) {
    // A chunk of a stream that is not in object mode.
    let chunk = Buffer.from(raw as Buffer);
    if (stops && sent + chunk.length > half) chunk = chunk.subarray(0, half - sent);
    if (!isFlipped && chunk.length > 0) {
      chunk[0] = (chunk[0] ?? 0) ^ 1;
      isFlipped = true;
    }
    if (typeof fault === 'object') await wait((chunk.length / fault.bytesPerSecond) * 1000);
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([drained(response), gone]);
    sent += chunk.length;
    if (stops && sent >= half) {
      // What was written is to arrive before the connection ends.
      if (fault === 'broken-body') setTimeout(() => response.destroy(), 20);
      return;
    }
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('drain', resolve));
}

function rangeOf(
  header: string | undefined,
  bytes: number,
): { readonly first: number; readonly last: number; readonly isPart: boolean } {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return { first: 0, last: bytes - 1, isPart: false };
  const [, from = '', to = ''] = match;
  const first = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (first >= bytes || first > last)
    throw new Refusal({
      code: 'InvalidRange',
      status: 416,
      message: 'The requested range is not satisfiable',
    });
  return { first, last, isPart: true };
}
