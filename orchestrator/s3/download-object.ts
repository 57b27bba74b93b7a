import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { explainS3Error, isOfDigest } from './explain-s3-error.ts';
import type { StoredObject } from './object-store.ts';
import { interrupted, ObjectStoreError, type S3Request } from './object-store-error.ts';
import { formatS3Location } from './parse-s3-location.ts';
import type { S3Access } from './s3-access.ts';

/** So often a content whose checksum is wrong is downloaded. */
const mostDamaged = 3;

/** The transfer ended before the object did; it can go on from where it is. */
class BrokenTransfer extends Error {}

/** What arrived is not what S3 has. */
class DamagedTransfer extends Error {}

/** Downloads one version of an object. Whatever fails, no file is left. */
export async function downloadObject(
  access: S3Access,
  object: StoredObject,
  file: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ended = signal === undefined ? access.closed : AbortSignal.any([access.closed, signal]);
  try {
    for (let attempt = 1; ; attempt++) {
      const transfer = new Transfer(access, object, ended, onBytes);
      try {
        await transfer.into(file);
        return;
      } catch (error) {
        if (!(error instanceof DamagedTransfer)) throw error;
        onBytes(-transfer.received);
        if (attempt === mostDamaged) throw damaged(object, error);
      }
    }
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** One download from its first byte to its last, in as many pieces as it takes. */
class Transfer {
  received = 0;
  private readonly sha256 = createHash('sha256');
  private readonly md5 = createHash('md5');
  private expected: Expected = {};
  private readonly request: S3Request;

  constructor(
    private readonly access: S3Access,
    private readonly object: StoredObject,
    private readonly ended: AbortSignal,
    private readonly onBytes: (bytes: number) => void,
  ) {
    this.request = { action: 'read', bucket: object.bucket, key: object.key };
  }

  async into(file: string): Promise<void> {
    const handle = await open(file, 'w');
    try {
      await this.receive(handle);
    } finally {
      await handle.close();
    }
    if (differs(this.sha256, this.expected.sha256) || differs(this.md5, this.expected.md5))
      throw new DamagedTransfer('Checksum mismatch');
  }

  /** Asks for what is missing until nothing is. */
  private async receive(handle: FileHandle): Promise<void> {
    const { attempts, waitMilliseconds } = this.access.patience;
    let failures = 0;
    for (let isFirst = true; isFirst || this.received < this.object.bytes; isFirst = false) {
      const before = this.received;
      try {
        await this.receivePiece(handle);
      } catch (error) {
        if (!(error instanceof BrokenTransfer)) throw error;
        if (this.ended.aborted) throw interrupted(this.request, error);
        failures = this.received > before ? 0 : failures + 1;
        if (failures === attempts) throw explainS3Error(error.cause, this.request);
        await pause(Math.min(10_000, waitMilliseconds * 2 ** failures), undefined, {
          signal: this.ended,
        }).catch((reason: unknown) => {
          throw interrupted(this.request, reason);
        });
      }
    }
  }

  private async receivePiece(handle: FileHandle): Promise<void> {
    const output = await this.ask();
    if (this.received === 0) this.expected = expectedOf(this.object, output);
    const { Body } = output;
    if (Body === undefined) return;
    // In Node the body is a stream of Node's.
    for await (const piece of unbroken(Body as Readable, this.access.patience.idleMilliseconds)) {
      for (let at = 0; at < piece.length; )
        at += (await handle.write(piece, at, piece.length - at)).bytesWritten;
      this.sha256.update(piece);
      this.md5.update(piece);
      this.received += piece.length;
      this.onBytes(piece.length);
    }
    if (this.received < this.object.bytes)
      throw new BrokenTransfer('it ended early', { cause: new TimeoutError('the transfer ended early') });
    if (this.received > this.object.bytes) throw new DamagedTransfer('it is longer than S3 says');
  }

  private async ask(): Promise<GetObjectCommandOutput> {
    const { sdk, client } = this.access;
    const { bucket, key, etag } = this.object;
    const from = this.received;
    const command = new sdk.GetObjectCommand({
      Bucket: bucket,
      Key: key,
      IfMatch: `"${etag}"`,
      ...(from > 0 && { Range: `bytes=${from}-` }),
    });
    const output = await client.send(command, { abortSignal: this.ended }).catch((error: unknown) => {
      throw explainS3Error(error, this.request);
    });
    if (from > 0 && output.ContentRange?.startsWith(`bytes ${from}-`) !== true)
      throw new DamagedTransfer('another range came than was asked for');
    return output;
  }
}

/** Named as the client names it when nobody answers. */
class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

interface Expected {
  readonly sha256?: string;
  readonly md5?: string;
}

/** Checksums of the whole object, as far as S3 knows any: of ranges it gives none, so the client cannot check a download that was broken. */
function expectedOf({ etag }: StoredObject, output: GetObjectCommandOutput): Expected {
  const sha256 = output.Metadata?.sha256;
  const isEncryptedApart =
    output.ServerSideEncryption?.startsWith('aws:kms') === true || output.SSECustomerAlgorithm !== undefined;
  return {
    ...(sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) && { sha256 }),
    // The ETag of what was written in one piece is its MD5, unless a key of one's own encrypts it.
    ...(!isEncryptedApart && /^[0-9a-f]{32}$/.test(etag) && { md5: etag }),
  };
}

function differs(hash: Hash, expected: string | undefined): boolean {
  return expected !== undefined && hash.digest('hex') !== expected;
}

/** The pieces of a body. What breaks it, and that nothing comes for too long, is a broken transfer. */
async function* unbroken(body: Readable, idleMilliseconds: number): AsyncGenerator<Buffer, void> {
  const watch = setTimeout(() => body.destroy(new TimeoutError('nothing came')), idleMilliseconds);
  try {
    for await (const piece of body) {
      yield piece;
      watch.refresh();
    }
  } catch (error) {
    if (error instanceof Error && isOfDigest(error)) throw new DamagedTransfer(error.message);
    throw new BrokenTransfer('it broke off', { cause: error });
  } finally {
    clearTimeout(watch);
    body.destroy();
  }
}

function damaged(object: StoredObject, cause: Error): ObjectStoreError {
  const location = formatS3Location(object);
  const message = `"${location}" arrived damaged ${mostDamaged} times: its checksum was wrong.`;
  const hint = 'Something between here and S3 changes what passes: look for a proxy.';
  return new ObjectStoreError('damaged', { action: 'read', ...object }, message, hint, { cause });
}
