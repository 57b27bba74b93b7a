import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectStore } from '../../s3/object-store.ts';
import { parseS3Location } from '../../s3/parse-s3-location.ts';
import { WarehouseError } from '../../warehouses/warehouse.ts';
import type { FoundFile } from './found-file.ts';
import { memberPrefix, unpackZip } from './unpack-zip.ts';

/** So much that was downloaded to be looked at stays until it is loaded; what is more is downloaded again then. */
const mostKept = 2 * 1024 ** 3;
/** So many are downloaded at the same time: most files of events are small. */
export const copiesInFlight = 16;
/** Together those have about so many bytes at most, unless one alone has more. */
const bytesInFlight = 512 * 1024 ** 2;

/** What reads a file, or a member of an archive, from `load.path`. */
export interface CopyReader {
  readonly source: string;
  readonly found: FoundFile;
  readonly member: string | null;
  readonly load: { readonly path: string };
}

/**
 * Files of S3 as files of the work folder, each for as long as it is needed: a bucket may be larger than the disk. Files of this machine are
 * read where they lie.
 */
export class FileCopies {
  /** What is being made, by its path. */
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly ending = new AbortController();
  private readonly waiting: (() => void)[] = [];
  private keptBytes = 0;
  private flyingBytes = 0;

  constructor(
    private readonly open: () => Promise<ObjectStore>,
    private readonly folder: string,
    private readonly mostKeptBytes = mostKept,
  ) {}

  /** Where the file can be read: a copy is made unless it is there. */
  async bring(found: FoundFile): Promise<string> {
    if (found.etag === undefined) return found.path;
    const copy = this.copyOf(found);
    await this.once(copy, async () => {
      if (!existsSync(copy)) await this.download(found, copy);
    });
    return copy;
  }

  /** Sees to it that what the loads read is there. */
  async bringAll(loads: readonly CopyReader[]): Promise<void> {
    const left = [...loads];
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await this.bringLoad(next);
    };
    const workers = await Promise.allSettled(Array.from({ length: copiesInFlight }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** The file was looked at: of what was made for that, what is not to be loaded goes, and so does what is too much. */
  async settle(found: FoundFile, loads: readonly CopyReader[]): Promise<void> {
    if (found.etag === undefined) return;
    const copy = this.copyOf(found);
    const own = new Set(loads.filter((planned) => this.isOwn(planned)).map(({ load }) => load.path));
    if (!own.has(copy)) await rm(copy, { force: true });
    const bytes = [...own].reduce((sum, file) => sum + statSync(file).size, 0);
    if (this.keptBytes + bytes <= this.mostKeptBytes) this.keptBytes += bytes;
    else for (const file of own) await rm(file, { force: true });
  }

  /** What the load reads is not needed any more. */
  async drop(planned: CopyReader): Promise<void> {
    if (this.isOwn(planned)) await rm(planned.load.path, { force: true });
  }

  /** Ends what is under way, and waits for its end. */
  async close(): Promise<void> {
    this.ending.abort();
    for (const wake of this.waiting.splice(0)) wake();
    await Promise.allSettled(this.underWay.values());
  }

  /** Whether the load reads what can be made here again: the copy or a member of it, not what planning has inflated of them. */
  private isOwn({ source, found, load, member }: CopyReader): boolean {
    if (found.etag === undefined) return false;
    return member === null
      ? load.path === this.copyOf(found)
      : path.basename(load.path).startsWith(memberPrefix(source, found.path));
  }

  private async bringLoad(planned: CopyReader): Promise<void> {
    const { found, load, source } = planned;
    if (!this.isOwn(planned)) return;
    const copy = this.copyOf(found);
    if (load.path === copy) {
      await this.bring(found);
      return;
    }
    await this.once(`${copy}, unpacked`, async () => {
      if (existsSync(load.path)) return;
      await unpackZip(await this.bring(found), this.folder, memberPrefix(source, found.path));
      await rm(copy, { force: true });
    });
  }

  private copyOf({ path: location }: FoundFile): string {
    return path.join(this.folder, `s3-${createHash('sha256').update(location).digest('hex').slice(0, 24)}`);
  }

  private once(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.underWay.get(key);
    if (running !== undefined) return running;
    const made = work().finally(() => this.underWay.delete(key));
    // Who asks for it hears of it; what was begun in advance is nobody's.
    made.catch(() => undefined);
    this.underWay.set(key, made);
    return made;
  }

  private async download(found: FoundFile, copy: string): Promise<void> {
    const location = parseS3Location(found.path);
    if (location === undefined) throw new Error(`internal error: "${found.path}" is not in S3`);
    const { bytes, etag = '', modifiedAt } = found;
    await this.takeOff(bytes);
    try {
      const store = await this.open();
      const unfinished = `${copy}.part`;
      await store.download(
        { ...location, bytes, etag, modifiedAt },
        unfinished,
        undefined,
        this.ending.signal,
      );
      await rename(unfinished, copy);
    } catch (error) {
      throw isOfDisk(error)
        ? new WarehouseError(error.message, { kind: 'disk-full' }, { cause: error })
        : error;
    } finally {
      this.flyingBytes -= bytes;
      for (const wake of this.waiting.splice(0)) wake();
    }
  }

  private async takeOff(bytes: number): Promise<void> {
    while (this.flyingBytes > 0 && this.flyingBytes + bytes > bytesInFlight && !this.ending.signal.aborted)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.flyingBytes += bytes;
  }
}

/** Whether no room is left on the disk. */
export function isOfDisk(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
