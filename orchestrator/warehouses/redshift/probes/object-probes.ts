import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ObjectStore, StoredObject } from '../../../s3/object-store.ts';
import { ObjectStoreError } from '../../../s3/object-store-error.ts';
import { formatS3Location, parseS3Location, type S3Location } from '../../../s3/parse-s3-location.ts';
import type { Probe, ProbeResult } from '../../probe.ts';
import { hintOfAction } from '../permissions.ts';
import { actionIn } from './refusal.ts';

/** What COPY reads in its probe: a header, and one row of one number. */
const content = 'one\n1\n';

/** More than one part of {@link partBytes}, which is the smallest that S3 takes. */
const largeBytes = 5 * 1024 * 1024 + 1;
export const partBytes = 5 * 1024 * 1024;

/** The probes of the staging bucket, around those that need an object in it. */
export interface StagingProbes {
  readonly before: readonly Probe[];
  readonly after: readonly Probe[];
  /** The object that was written, as `s3://…`, once it is there. */
  written(): string | undefined;
  close(): Promise<void>;
}

/** Writes, lists, reads and removes objects below the staging prefix, as loading does. */
export function stagingProbes(store: ObjectStore, { bucket, key: prefix }: S3Location): StagingProbes {
  const base = `${prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`}apportion-debug-${Date.now()}`;
  const keys = { small: `${base}.csv`, large: `${base}.parts` };
  const written = new Set<string>();
  const place = formatS3Location({ bucket, key: keys.small });
  return {
    before: [
      probe('s3:PutObject', async () => {
        await store.write(bucket, keys.small, content);
        written.add(keys.small);
        return `writes ${place}`;
      }),
      probe('s3:PutObject in parts', async () => {
        await inTemporaryFolder(async (folder) => {
          const file = path.join(folder, 'large');
          await writeFile(file, Buffer.alloc(largeBytes));
          await store.upload(file, bucket, keys.large);
        });
        written.add(keys.large);
        return 'sends a file in parts';
      }),
      probe('s3:ListBucket', async () => {
        for await (const _ of store.list(bucket, prefix)) break;
        return `lists ${formatS3Location({ bucket, key: prefix })}`;
      }),
      {
        name: 's3:GetObject',
        run: async () => {
          if (!written.has(keys.small)) return { kind: 'not-tried', text: 'there is no object to read' };
          return probe('s3:GetObject', () => read(store, bucket, keys.small)).run();
        },
      },
    ],
    after: [
      {
        name: 's3:DeleteObject',
        run: async () => {
          if (written.size === 0) return { kind: 'not-tried', text: 'there is no object to remove' };
          return probe('s3:DeleteObject', async () => {
            await store.remove(bucket, [...written]);
            written.clear();
            return 'removes what it wrote';
          }).run();
        },
      },
    ],
    written: () => (written.has(keys.small) ? place : undefined),
    close: async () => {
      if (written.size > 0) await store.remove(bucket, [...written]).catch(() => undefined);
    },
  };
}

/** Lists what a source's location names, and looks into the first object of it. */
export function sourceProbes(store: ObjectStore, locations: readonly string[]): Probe[] {
  return locations.flatMap((location): Probe[] => {
    const parsed = parseS3Location(location);
    if (parsed === undefined) return [];
    const { bucket, key } = parsed;
    // A pattern's objects are listed by what comes before its first sign.
    const [prefix = ''] = key.split(/[*?[{]/);
    let first: StoredObject | undefined;
    return [
      probe(`s3:ListBucket`, async () => {
        for await (const object of store.list(bucket, prefix)) {
          first = object;
          break;
        }
        return first === undefined ? `lists ${location}, where nothing is` : `lists ${location}`;
      }),
      {
        name: 's3:GetObject',
        run: async () => {
          const object = first;
          if (object === undefined) return { kind: 'not-tried', text: `no object of ${location} is known` };
          return probe('s3:GetObject', async () => {
            await store.head(bucket, object.key);
            return `may read ${formatS3Location(object)}`;
          }).run();
        },
      },
    ];
  });
}

function probe(name: string, work: () => Promise<string>): Probe {
  return {
    name,
    run: async (): Promise<ProbeResult> => {
      try {
        return { kind: 'ok', text: await work() };
      } catch (error) {
        if (!(error instanceof ObjectStoreError)) throw error;
        const [action = name] = name.split(' ');
        const hint = error.hint ?? hintOfAction(action);
        const said = error.problem === 'denied' ? `missing: ${action} (${error.message})` : error.message;
        // A role that cannot be taken on is one thing that is missing, however many ask as it.
        const role = actionIn(error.message) === 'sts:AssumeRole' ? { action: 'sts:AssumeRole' } : {};
        return { kind: 'missing', text: said, hint, ...role };
      }
    },
  };
}

async function read(store: ObjectStore, bucket: string, key: string): Promise<string> {
  const object = await store.head(bucket, key);
  if (object === undefined) return 'does not find what it wrote';
  await inTemporaryFolder((folder) => store.download(object, path.join(folder, 'small')));
  return 'reads it again';
}

async function inTemporaryFolder(work: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'apportion-debug-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
