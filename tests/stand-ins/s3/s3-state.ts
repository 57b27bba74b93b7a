import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { noSuchBucket, noSuchKey, noSuchUpload } from './plan.ts';
import type { ReceivedBody } from './receive-body.ts';

/** An object as it is kept. */
export interface KeptObject {
  readonly key: string;
  /** Its content, one file after the other: what was sent in parts stays so. */
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
  readonly bytes: number;
  /** Without quotes: the MD5 of the content, or of the parts' MD5s with their number. */
  readonly etag: string;
  readonly crc32: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface KeptUpload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, ReceivedBody>;
}

/** Everything that the stand-in has. Contents are files of its folder. */
export class S3State {
  readonly buckets = new Map<string, Map<string, KeptObject>>();
  readonly uploads = new Map<string, KeptUpload>();

  constructor(
    private readonly folder: string,
    buckets: readonly string[],
  ) {
    for (const bucket of buckets) this.buckets.set(bucket, new Map());
  }

  /** The path of a file that does not exist yet. */
  newFile(): string {
    return path.join(this.folder, randomUUID());
  }

  bucketOf(bucket: string): Map<string, KeptObject> {
    const objects = this.buckets.get(bucket);
    if (objects === undefined) throw noSuchBucket();
    return objects;
  }

  objectOf(bucket: string, key: string): KeptObject {
    const object = this.bucketOf(bucket).get(key);
    if (object === undefined) throw noSuchKey();
    return object;
  }

  uploadOf(id: string | null): KeptUpload {
    const upload = this.uploads.get(id ?? '');
    if (upload === undefined) throw noSuchUpload();
    return upload;
  }

  async keep(
    bucket: string,
    key: string,
    body: ReceivedBody,
    metadata: KeptObject['metadata'],
    modifiedAt = Date.now(),
  ): Promise<KeptObject> {
    const { file, bytes, md5 } = body;
    const object = {
      key,
      files: [{ file, bytes }],
      bytes,
      etag: md5,
      crc32: body.crc32,
      metadata,
      modifiedAt,
    };
    await this.replace(bucket, object);
    return object;
  }

  /** The object that the parts of an upload make. */
  async complete(upload: KeptUpload, numbers: readonly number[]): Promise<KeptObject> {
    const parts = numbers.flatMap((number) => upload.parts.get(number) ?? []);
    const digest = createHash('md5').update(Buffer.concat(parts.map(({ md5 }) => Buffer.from(md5, 'hex'))));
    const object = {
      key: upload.key,
      files: parts.map(({ file, bytes }) => ({ file, bytes })),
      bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
      etag: `${digest.digest('hex')}-${parts.length}`,
      crc32: `composite-${parts.length}`,
      metadata: upload.metadata,
      modifiedAt: Date.now(),
    };
    this.uploads.delete(upload.id);
    await this.replace(upload.bucket, object);
    return object;
  }

  async remove(bucket: string, key: string): Promise<void> {
    const object = this.bucketOf(bucket).get(key);
    this.bucketOf(bucket).delete(key);
    await removeFiles(object);
  }

  /** Keys in the order of their bytes, as S3 lists them. */
  sortedKeys(bucket: string): string[] {
    return [...this.bucketOf(bucket).keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  private async replace(bucket: string, object: KeptObject): Promise<void> {
    const before = this.bucketOf(bucket).get(object.key);
    this.bucketOf(bucket).set(object.key, object);
    await removeFiles(before);
  }
}

async function removeFiles(object: KeptObject | undefined): Promise<void> {
  for (const { file } of object?.files ?? []) await rm(file, { force: true });
}

/** The bytes of an object from `first` to `last`, both included. */
export function readObject({ files, bytes }: KeptObject, first = 0, last = bytes - 1): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    let start = 0;
    for (const part of files) {
      const [from, to] = [Math.max(0, first - start), Math.min(part.bytes - 1, last - start)];
      if (from <= to) yield* createReadStream(part.file, { start: from, end: to, highWaterMark: 256 * 1024 });
      start += part.bytes;
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}
