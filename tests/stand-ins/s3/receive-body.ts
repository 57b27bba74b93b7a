import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { badRequest, type S3Fault } from './plan.ts';

/** A body that has arrived. */
export interface ReceivedBody {
  readonly file: string;
  readonly bytes: number;
  /** In hexadecimal digits, as in an ETag. */
  readonly md5: string;
  /** Base64 of four bytes, as in a header. */
  readonly crc32: string;
}

/**
 * Writes a request's body into a file, without the frames of `aws-chunked`, and checks it against every checksum that came with it, in
 * headers or behind the body. Rejects with BadDigest.
 */
export async function receiveBody(
  request: IncomingMessage,
  file: string,
  fault: S3Fault | undefined,
): Promise<ReceivedBody> {
  const { headers } = request;
  const isFramed = String(headers['x-amz-content-sha256']).startsWith('STREAMING-');
  const trailers = new Map<string, string>();
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  const sha1 = createHash('sha1');
  let crc = 0;
  let bytes = 0;
  const half = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0) / 2;

  async function* content(): AsyncGenerator<Buffer> {
    let isFlipped = fault !== 'wrong-bytes';
    for await (const piece of isFramed ? unframe(request, trailers) : request) {
      const chunk = Buffer.from(piece as Buffer);
      if (!isFlipped && chunk.length > 0) {
        chunk[0] = (chunk[0] ?? 0) ^ 1;
        isFlipped = true;
      }
      md5.update(chunk);
      sha256.update(chunk);
      sha1.update(chunk);
      crc = crc32(chunk, crc);
      bytes += chunk.length;
      if (fault === 'broken-body' && bytes >= half) request.socket.destroy();
      if (typeof fault === 'object') await wait((chunk.length / fault.bytesPerSecond) * 1000);
      yield chunk;
    }
  }
  await pipeline(content(), createWriteStream(file));
  const decodedLength = headers['x-amz-decoded-content-length'];
  if (decodedLength !== undefined && Number(decodedLength) !== bytes)
    throw badRequest('IncompleteBody', 'The request body is not as long as its header says.');

  const crcText = crcBase64(crc);
  const sha256Text = sha256.digest();
  const md5Text = md5.digest();
  const known: Record<string, string> = {
    'x-amz-checksum-crc32': crcText,
    'x-amz-checksum-sha256': sha256Text.toString('base64'),
    'x-amz-checksum-sha1': sha1.digest('base64'),
    'content-md5': md5Text.toString('base64'),
  };
  const given = [...Object.entries(headers), ...trailers].filter(
    ([name]) => name === 'content-md5' || /^x-amz-checksum-(?!algorithm|type|mode)/.test(name),
  );
  for (const [name, value] of given) {
    if (known[name] === undefined) throw badRequest('NotImplemented', `${name} is not known here.`);
    if (known[name] !== value)
      throw badRequest('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  const signed = String(headers['x-amz-content-sha256']);
  if (/^[0-9a-f]{64}$/.test(signed) && signed !== sha256Text.toString('hex'))
    throw badRequest('XAmzContentSHA256Mismatch', 'The provided x-amz-content-sha256 does not match.');
  return { file, bytes, md5: md5Text.toString('hex'), crc32: crcText };
}

/** A CRC-32 as it stands in a header. */
export function crcBase64(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc >>> 0);
  return bytes.toString('base64');
}

/**
 * The content of an `aws-chunked` body; what follows its last chunk goes into `trailers`.
 *
 *     400;chunk-signature=…\r\n <1024 bytes> \r\n 0\r\n x-amz-checksum-crc32:AAAAAA==\r\n \r\n
 */
async function* unframe(raw: AsyncIterable<Buffer>, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  let left = 0;
  let isEnding = false;
  for await (const piece of raw) {
    pending = pending.length === 0 ? piece : Buffer.concat([pending, piece]);
    for (;;) {
      if (left > 0) {
        if (pending.length === 0) break;
        const part = pending.subarray(0, left);
        pending = pending.subarray(part.length);
        left -= part.length;
        yield part;
        continue;
      }
      const end = pending.indexOf('\r\n');
      if (end < 0) break;
      const line = pending.subarray(0, end).toString('latin1');
      pending = pending.subarray(end + 2);
      if (isEnding) {
        const [name = '', ...value] = line.split(':');
        if (name !== '') trailers.set(name.toLowerCase(), value.join(':').trim());
      } else if (line !== '') {
        left = Number.parseInt(line, 16);
        if (Number.isNaN(left)) throw badRequest('InvalidRequest', 'A chunk has no length.');
        isEnding = left === 0;
      }
    }
  }
  if (!isEnding) throw badRequest('IncompleteBody', 'The body ends before its last chunk.');
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
