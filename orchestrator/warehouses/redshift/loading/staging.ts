import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ObjectStore } from '../../../s3/object-store.ts';
import type { LoadingPlace } from '../../file-load.ts';
import { manifestOf } from './copy-sql.ts';

/** A file in the staging bucket. */
export interface SentFile {
  readonly url: string;
  readonly key: string;
  readonly bytes: number;
}

export interface StagingLocation {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
}

/**
 * A database's own folder of the staging bucket during one load. A file's name there is the hash of its content: what a load that ended early has sent already is
 * found there and not sent again, and what two loads send at the same time is the same. After a load that went well its files are
 * removed; those of one that did not stay for the next, and the bucket's lifecycle takes them away in the end.
 */
export class Staging {
  readonly #store: ObjectStore;
  readonly #location: StagingLocation;
  readonly #place: LoadingPlace;
  readonly #signal: AbortSignal;
  readonly #keys = new Set<string>();

  constructor(store: ObjectStore, location: StagingLocation, place: LoadingPlace, signal: AbortSignal) {
    this.#store = store;
    this.#location = location;
    this.#place = place;
    this.#signal = signal;
  }

  /** Sends a local file unless it is there. */
  async send(file: string, extension: string): Promise<SentFile> {
    const key = `${this.#location.prefix}parts/${await sha256Of(file)}.${extension}`;
    this.#keys.add(key);
    const { bytes, sent } = await this.#store.upload(file, this.#location.bucket, key, {
      signal: this.#signal,
    });
    this.#place.onSent?.({ bytes, wasThere: !sent });
    return { url: this.#urlOf(key), key, bytes };
  }

  /** Writes the list of files for one COPY, and gives its address. */
  async writeManifest(name: string, files: readonly SentFile[]): Promise<string> {
    const key = `${this.#location.prefix}manifests/${name}.json`;
    this.#keys.add(key);
    await this.#store.write(this.#location.bucket, key, manifestOf(files));
    return this.#urlOf(key);
  }

  /** Fetches a file that was sent. */
  async fetch({ key }: SentFile, file: string): Promise<boolean> {
    const found = await this.#store.head(this.#location.bucket, key);
    if (found === undefined) return false;
    await this.#store.download(found, file);
    return true;
  }

  /** Removes what this load has put there. */
  async empty(): Promise<void> {
    await this.#store.remove(this.#location.bucket, [...this.#keys]);
  }

  #urlOf(key: string): string {
    return `s3://${this.#location.bucket}/${key}`;
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece);
  return hash.digest('hex');
}
