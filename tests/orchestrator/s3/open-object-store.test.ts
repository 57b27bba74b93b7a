import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore, StoredObject } from '../../../orchestrator/s3/object-store.ts';
import { ObjectStoreError } from '../../../orchestrator/s3/object-store-error.ts';
import { openObjectStore } from '../../../orchestrator/s3/open-object-store.ts';
import type { Patience } from '../../../orchestrator/s3/s3-access.ts';
import { randomFaults, type S3Fault, type S3Plan } from '../../stand-ins/s3/plan.ts';
import { type S3Options, type S3StandIn, startS3 } from '../../stand-ins/s3/start-s3.ts';
import { startSts } from '../../stand-ins/s3/start-sts.ts';
import { withDummyCredentials } from '../../support/dummy-credentials.ts';

withDummyCredentials();

let folder: string;
let s3: S3StandIn;
let store: ObjectStore;
const hasty: Partial<Patience> = { waitMilliseconds: 1, idleMilliseconds: 2000 };

const start = async (options: S3Options = {}, patience: Partial<Patience> = {}): Promise<void> => {
  s3 = await startS3({ buckets: ['bills'], leastPart: 0, ...options });
  store = await openObjectStore({ region: 'eu-west-1', endpoint: s3.endpoint }, { ...hasty, ...patience });
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'apportion-store-'));
});
afterEach(async () => {
  store.close();
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const role = 'arn:aws:iam::123456789012:role/bills';

const list = async (prefix = ''): Promise<StoredObject[]> => {
  const objects: StoredObject[] = [];
  for await (const object of store.list('bills', prefix)) objects.push(object);
  return objects;
};

/** The first requests of an operation meet these faults, one each. */
const faults = (operation: string, ...all: readonly S3Fault[]): S3Plan => {
  const left = [...all];
  return { onRequest: (request) => (request.operation === operation ? left.shift() : undefined) };
};
const always = (fault: S3Fault, operation?: string): S3Plan => ({
  onRequest: (request) => (operation === undefined || request.operation === operation ? fault : undefined),
});

const put = async (content: Uint8Array | string, key = 'a.csv'): Promise<StoredObject> => {
  await s3.put('bills', key, content);
  const object = await store.head('bills', key);
  if (object === undefined) throw new Error('it is not there');
  return object;
};

const problemOf = async (work: Promise<unknown>): Promise<ObjectStoreError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ObjectStoreError)) throw new Error(`an ObjectStoreError is expected, got ${error}`);
  return error;
};

describe('list', () => {
  it('gives all objects under a prefix in the order of their keys, over many pages', async () => {
    await start({ pageSize: 3 });
    for (const number of [7, 3, 1, 5, 6, 2, 4]) await s3.put('bills', `in/${number} & "<é>".csv`, 'x');
    await s3.put('bills', 'out/1.csv', 'x');
    expect((await list('in/')).map(({ key }) => key)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((number) => `in/${number} & "<é>".csv`),
    );
    expect(s3.requests.length).toBe(3);
  });

  it('gives length, ETag and time of each object, as head does', async () => {
    await start();
    await s3.put('bills', 'a.csv', 'hello', { modifiedAt: Date.UTC(2017, 1, 3) });
    const expected = {
      bucket: 'bills',
      key: 'a.csv',
      bytes: 5,
      etag: '5d41402abc4b2a76b9719d911017c592',
      modifiedAt: Date.UTC(2017, 1, 3),
    };
    expect(await list()).toEqual([expected]);
    expect(await store.head('bills', 'a.csv')).toEqual(expected);
    expect(await store.head('bills', 'b.csv')).toBeUndefined();
  });

  it('asks again where S3 is busy, fails, or breaks off', async () => {
    await start({ plan: faults('ListObjectsV2', 'slow-down', 'server-error', 'reset', 'reset-after') });
    await s3.put('bills', 'a.csv', 'x');
    expect((await list()).length).toBe(1);
  });
});

describe('silence', () => {
  it('is a broken connection after a while', async () => {
    const plan = faults('ListObjectsV2', 'stalled-body');
    await start({ plan }, { idleMilliseconds: 150 });
    expect(await list()).toEqual([]);
    s3.plan = faults('PutObject', 'stalled-body');
    await store.write('bills', 'a.txt', 'x');
    expect(s3.keys('bills')).toEqual(['a.txt']);
  });
});

describe('a role', () => {
  it('is taken on before S3 is asked', async () => {
    await start({});
    const sts = await startSts('AKIDOFROLE');
    store.close();
    store = await openObjectStore({ region: 'eu-west-1', endpoint: s3.endpoint, roleArn: role });
    await list();
    expect(s3.requests.at(-1)?.accessKey).toBe('AKIDOFROLE');
    expect(sts.roles).toEqual([role]);
    await sts.close();
  });
});

describe('download', () => {
  const long = randomBytes(3_000_000);
  const file = (): string => path.join(folder, 'file');

  it('writes the content, and counts its bytes', async () => {
    await start();
    let bytes = 0;
    await store.download(await put(long), file(), (more) => {
      bytes += more;
    });
    expect((await readFile(file())).equals(long)).toBe(true);
    expect(bytes).toBe(long.length);
    await store.download(await put(''), file());
    expect((await readFile(file())).length).toBe(0);
  });

  it('goes on by ranges after a broken transfer, and asks for nothing that it has', async () => {
    await start({ plan: faults('GetObject', 'broken-body', 'broken-body', 'reset', 'broken-body') });
    let bytes = 0;
    await store.download(await put(long), file(), (more) => {
      bytes += more;
    });
    expect((await readFile(file())).equals(long)).toBe(true);
    const ranges = s3.requests.filter(({ operation }) => operation === 'GetObject').map(({ range }) => range);
    // What had arrived and was not yet taken when the connection broke may come again; nothing before it.
    const from = ranges.map((range) => Number(/\d+/.exec(range ?? '0')?.[0]));
    expect(from).toEqual([...from].sort((a, b) => a - b));
    expect(from.length).toBe(5);
    expect(from.at(-1)).toBeGreaterThan(long.length / 4);
    expect(bytes).toBe(long.length);
  });

  it('takes a transfer of which nothing comes any more for a broken one', async () => {
    await start({ plan: faults('GetObject', 'stalled-body') }, { idleMilliseconds: 150 });
    await store.download(await put(long), file());
    expect((await readFile(file())).equals(long)).toBe(true);
  });

  it('downloads again what arrives damaged, and in the end says so and leaves no file', async () => {
    await start({ plan: faults('GetObject', 'wrong-bytes') });
    let bytes = 0;
    const object = await put(long);
    await store.download(object, file(), (more) => {
      bytes += more;
    });
    expect((await readFile(file())).equals(long)).toBe(true);
    expect(bytes).toBe(long.length);
    s3.plan = always('wrong-bytes', 'GetObject');
    expect((await problemOf(store.download(object, file()))).message).toBe(
      '"s3://bills/a.csv" arrived damaged 3 times: its checksum was wrong.',
    );
    expect(existsSync(file())).toBe(false);
  });

  it('notices a damaged byte in the range that it went on with, of which S3 gives no checksum', async () => {
    await start({ plan: faults('GetObject', 'broken-body', 'wrong-bytes') });
    await store.download(await put(long), file());
    expect((await readFile(file())).equals(long)).toBe(true);
    expect(s3.requests.at(-1)?.range).toBeUndefined();
  });

  it('refuses another version than the one that was listed', async () => {
    await start({ plan: faults('GetObject', 'broken-body') });
    const object = await put(long);
    await s3.put('bills', 'a.csv', 'another one');
    const error = await problemOf(store.download(object, file()));
    expect([error.problem, error.message]).toEqual([
      'changed',
      '"s3://bills/a.csv" was written to while it was read.',
    ]);
  });

  it('gives up when S3 breaks off every time without a byte', async () => {
    await start({ plan: always('reset', 'GetObject') }, { attempts: 3 });
    const error = await problemOf(store.download(await put(long), file()));
    expect(error.problem).toBe('unreachable');
    expect(existsSync(file())).toBe(false);
  });

  it('ends when it is interrupted or the store is closed', async () => {
    await start({ plan: always({ bytesPerSecond: 1_000_000 }, 'GetObject') });
    const object = await put(long);
    const interrupting = new AbortController();
    const first = problemOf(store.download(object, file(), undefined, interrupting.signal));
    setTimeout(() => interrupting.abort(), 50);
    expect((await first).problem).toBe('interrupted');
    const second = problemOf(store.download(object, file()));
    setTimeout(() => store.close(), 50);
    expect((await second).problem).toBe('interrupted');
    expect(existsSync(file())).toBe(false);
  });
});

describe('upload', () => {
  const write = async (content: Uint8Array): Promise<string> => {
    const file = path.join(folder, 'file');
    await writeFile(file, content);
    return file;
  };

  it('sends a small file as one, with its SHA-256, and not again if it is there', async () => {
    await start();
    const content = randomBytes(1000);
    const file = await write(content);
    expect(await store.upload(file, 'bills', 'a/b.gz')).toEqual({ sent: true, bytes: 1000 });
    expect(s3.get('bills', 'a/b.gz')?.metadata).toEqual({
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(await store.upload(file, 'bills', 'a/b.gz')).toEqual({ sent: false, bytes: 1000 });
    expect(s3.requests.filter(({ operation }) => operation === 'PutObject').length).toBe(1);
    await write(randomBytes(1000));
    expect(await store.upload(file, 'bills', 'a/b.gz')).toMatchObject({ sent: true });
    await write(Buffer.alloc(0));
    expect(await store.upload(file, 'bills', 'empty')).toEqual({ sent: true, bytes: 0 });
  });

  it('sends a large file in parts, and not again if it is there', async () => {
    await start({}, { partBytes: 100_000 });
    const content = randomBytes(1_050_000);
    const file = await write(content);
    let bytes = 0;
    const onBytes = (more: number): void => {
      bytes += more;
    };
    expect(await store.upload(file, 'bills', 'a.gz', { onBytes })).toEqual({ sent: true, bytes: 1_050_000 });
    expect((await s3.contentOf('bills', 'a.gz')).equals(content)).toBe(true);
    expect(bytes).toBe(1_050_000);
    expect(s3.get('bills', 'a.gz')?.etag).toMatch(/-11$/);
    expect(await store.upload(file, 'bills', 'a.gz')).toMatchObject({ sent: false });
    expect(s3.uploads()).toEqual([]);
  });

  it('sends a part again that was turned away, broke off, or arrived damaged', async () => {
    const plan = faults('UploadPart', 'slow-down', 'reset', 'broken-body', 'wrong-bytes', 'reset-after');
    await start({ plan }, { partBytes: 100_000 });
    const content = randomBytes(1_050_000);
    await store.upload(await write(content), 'bills', 'a.gz');
    expect((await s3.contentOf('bills', 'a.gz')).equals(content)).toBe(true);
  });

  it('knows that it is done if only the answer to its end was lost', async () => {
    await start({ plan: faults('CompleteMultipartUpload', 'reset-after') }, { partBytes: 100_000 });
    const content = randomBytes(250_000);
    await store.upload(await write(content), 'bills', 'a.gz');
    expect((await s3.contentOf('bills', 'a.gz')).equals(content)).toBe(true);
  });

  it('takes the parts back when it gives up', async () => {
    await start({ plan: always('denied', 'UploadPart') }, { partBytes: 100_000 });
    const error = await problemOf(store.upload(await write(randomBytes(1_000_000)), 'bills', 'a.gz'));
    expect([error.problem, error.message]).toEqual([
      'denied',
      '"s3://bills/a.gz" cannot be written: access is denied.',
    ]);
    expect(error.hint).toContain('s3:PutObject on arn:aws:s3:::bills/a.gz');
    expect([s3.uploads(), s3.keys('bills')]).toEqual([[], []]);
  });

  it('takes the parts back when it is interrupted', async () => {
    await start({ plan: always({ bytesPerSecond: 500_000 }, 'UploadPart') }, { partBytes: 100_000 });
    const interrupting = new AbortController();
    const file = await write(randomBytes(2_000_000));
    setTimeout(() => interrupting.abort(), 100);
    const error = await problemOf(store.upload(file, 'bills', 'a.gz', { signal: interrupting.signal }));
    expect(error.problem).toBe('interrupted');
    expect([s3.uploads(), s3.keys('bills')]).toEqual([[], []]);
  });

  it('has no more than a few parts in memory', async () => {
    await start({});
    const file = path.join(folder, 'file');
    // Holes take no room on the disk.
    await truncate(await write(Buffer.alloc(0)), 200 * 1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 5);
    await store.upload(file, 'bills', 'a.gz');
    clearInterval(watch);
    expect(s3.get('bills', 'a.gz')?.bytes).toBe(200 * 1024 * 1024);
    expect(Math.round(most / 1024 / 1024)).toBeLessThan(130);
  });

  it('sends what it may not look at', async () => {
    await start({ plan: always('denied', 'HeadObject') });
    const file = await write(randomBytes(10));
    expect(await store.upload(file, 'bills', 'a.gz')).toEqual({ sent: true, bytes: 10 });
  });

  it('arrives whole or says why not, whatever fails at random', async () => {
    const content = randomBytes(1_050_000);
    const file = await write(content);
    for (let seed = 1; seed <= 10; seed++) {
      await start({ plan: randomFaults(seed, 0.1) }, { partBytes: 100_000 });
      await store.upload(file, 'bills', 'a.gz');
      const object = (await list())[0];
      if (object === undefined) throw new Error('it is not there');
      await store.download(object, path.join(folder, 'copy'));
      expect((await readFile(path.join(folder, 'copy'))).equals(content), `seed ${seed}`).toBe(true);
      store.close();
      await s3.close();
    }
    await start();
  });
});

describe('write and remove', () => {
  it('writes a text, and removes any number of objects, there or not', async () => {
    await start({ plan: faults('PutObject', 'wrong-bytes', 'reset-after') });
    await store.write('bills', 'm.manifest', '{"entries": []}');
    expect((await s3.contentOf('bills', 'm.manifest')).toString()).toBe('{"entries": []}');
    const keys = Array.from({ length: 1001 }, (_, index) => `k/${index}&`);
    for (const key of keys.slice(0, 3)) await s3.put('bills', key, 'x');
    await store.remove('bills', keys);
    expect(s3.keys('bills')).toEqual(['m.manifest']);
    expect(s3.requests.filter(({ operation }) => operation === 'DeleteObjects').length).toBe(2);
    await store.remove('bills', []);
  });
});

describe('what S3 says', () => {
  const messageOf = async (fault: S3Fault | undefined, work = () => list('2017/')): Promise<string> => {
    if (fault !== undefined) s3.plan = always(fault);
    const error = await problemOf(work());
    return `${error.problem}: ${error.message}\n${error.hint}`;
  };

  it('is worded for people, with bucket and key, and with what to do', async () => {
    await start({}, { attempts: 2 });
    expect(await messageOf('denied')).toMatchInlineSnapshot(`
      "denied: "s3://bills/2017/" cannot be listed: access is denied.
      Allow s3:ListBucket on arn:aws:s3:::bills to who asks; aws sts get-caller-identity shows who that is."
    `);
    expect(await messageOf('expired-token')).toMatchInlineSnapshot(`
      "credentials: "s3://bills/2017/" cannot be listed: the credentials have expired (ExpiredToken).
      Sign in again (aws sso login), or set AWS_PROFILE or the keys; aws sts get-caller-identity shows who you are."
    `);
    expect(await messageOf('slow-down')).toMatchInlineSnapshot(`
      "unreachable: "s3://bills/2017/" cannot be listed: S3 could not be reached, or broke off each time (SlowDown).
      Look at the network, a proxy, and the address in AWS_ENDPOINT_URL_S3 if that is set; then start again."
    `);
    expect(await messageOf('reset')).toMatchInlineSnapshot(`
      "unreachable: "s3://bills/2017/" cannot be listed: S3 could not be reached, or broke off each time (ECONNRESET).
      Look at the network, a proxy, and the address in AWS_ENDPOINT_URL_S3 if that is set; then start again."
    `);
    s3.plan = {};
    expect(
      await messageOf(undefined, async () => {
        for await (const _ of store.list('bulls', '2017/')) return [];
        return [];
      }),
    ).toMatchInlineSnapshot(`
      "no-bucket: There is no bucket "bulls", of which "s3://bulls/2017/" was to be listed.
      Look at its spelling: aws s3 ls shows the buckets of the account that you are."
    `);
    const there = await put('x');
    expect(
      await messageOf(undefined, async () => {
        await store.download({ ...there, key: 'gone.csv' }, path.join(folder, 'file'));
        return [];
      }),
    ).toMatchInlineSnapshot(`
      "no-object: There is no object "s3://bills/gone.csv".
      Look at its spelling: upper and lower case are not the same in a key."
    `);
  });

  it('is worded also where an answer to HEAD has no words', async () => {
    await start({});
    const head = (): Promise<[]> => store.head('bills', 'a.csv').then(() => []);
    expect(await messageOf('expired-token', head)).toContain(
      'credentials: "s3://bills/a.csv" cannot be read',
    );
    expect(await messageOf('denied', head)).toContain(
      'Allow s3:GetObject on arn:aws:s3:::bills/a.csv to who',
    );
  });

  it('may be that a role cannot be taken on', async () => {
    await start({});
    const sts = await startSts(undefined);
    store.close();
    store = await openObjectStore({ region: 'eu-west-1', endpoint: s3.endpoint, roleArn: role });
    expect(await messageOf(undefined)).toMatchInlineSnapshot(`
      "denied: "s3://bills/2017/" cannot be listed: the role cannot be taken on. User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/bills.
      Allow sts:AssumeRole on the role to who asks, and name who asks in the trust policy of the role."
    `);
    await sts.close();
  });

  it('may be that the bucket is in another region, and then it is asked for there', async () => {
    await start({ regions: { bills: 'us-west-2' } });
    await s3.put('bills', 'a.csv', 'x');
    expect((await list()).length).toBe(1);
  });
});
