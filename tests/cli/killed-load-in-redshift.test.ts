import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { type DataApiStandIn, startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import type { StatementRecord } from '../stand-ins/data-api/statement-record.ts';
import { type S3StandIn, startS3 } from '../stand-ins/s3/start-s3.ts';
import {
  expectSettled,
  expectWholeHistory,
  writeBill,
  writeBilledProject,
} from '../support/billed-project.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';
import { runBin } from './run-bin.ts';

withDummyCredentials();

/** Every third moment is within the publication, which random ones would rarely meet. */
const kills = Number(process.env.APPORTION_TEST_KILLS ?? 6);

let store: PostgresStore;
let dataApi: DataApiStandIn;
let s3: S3StandIn;
let root: string;
let duration = 0;
let onStatement: (statement: StatementRecord) => void = () => {};

/** A build of a version of the bill that has not been there before. */
async function build(version: number, during?: Parameters<typeof runBin>[2]) {
  const bill = await writeBill(path.join(root, 'bill'), version);
  const sources = bill.flatMap((file) => ['--source', `bill=${file}`]);
  return runBin(root, ['build', '--quiet', ...sources], during, undefined, {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
  });
}

beforeAll(async () => {
  store = await openPostgresStore();
  s3 = await startS3({ buckets: ['staging'] });
  const plan = {
    onStatement: (statement: StatementRecord) => {
      onStatement(statement);
      return undefined;
    },
  };
  dataApi = await startDataApi(store, plan, { longestKeepAlive: 2 }, { s3 });
  root = await mkdtemp(path.join(tmpdir(), 'apportion-killed-load-'));
  await writeBilledProject(root, {
    endpoint: dataApi.endpoint,
    staging: 's3://staging/here',
    iamRole: 'arn:aws:iam::123456789012:role/copy',
  });
  const begin = performance.now();
  expect((await build(1)).code).toBe(0);
  duration = performance.now() - begin;
});
afterAll(async () => {
  await dataApi.close();
  await s3.close();
  await store.close();
  await rm(root, { recursive: true, force: true });
});

it.each(Array.from({ length: kills }, (_, index) => index))(
  'a build that is killed leaves the old or the new state, and the next one finds no orphan, no stale lock and no double history (kill %i)',
  async (index) => {
    const [old, killed, next] = [(index * 2) % 9, (index * 2 + 1) % 9, (index * 2 + 2) % 9].map(
      (one) => one + 1,
    );
    const before = await expectWholeHistory(store, versions);
    const isInPublication = index % 3 === 2;
    const delay = Math.random() * (isInPublication ? 40 : duration);
    await build(killed ?? 0, (child) => {
      const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), delay);
      if (!isInPublication) return kill();
      onStatement = ({ detail }) => {
        if (detail.name?.includes(':(publish):')) kill();
      };
    });
    onStatement = () => {};
    // What the dead process sent may still be on its way.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const context = `killed after ${delay.toFixed(0)} ms${isInPublication ? ' of the publication' : ''}`;
    const between = await expectWholeHistory(store, versions);
    expect([...between].slice(0, before.size), context).toEqual([...before]);
    const added = [...between.values()].slice(before.size);
    expect([[], [killed]], context).toContainEqual(added);
    const readers = await store.run(
      "select sum(unblended_cost) from rollups.products where statement_month = '2017-02-01'",
    );
    expect(readers?.rows, context).toEqual([[expect.stringMatching(new RegExp(`^(${old}|${killed})\\.`))]]);

    const { code, err } = await build(next ?? 0);
    expect(err, context).not.toContain('internal error');
    expect(code, context).toBe(0);
    await expectSettled(store, next ?? 0);
    const after = await expectWholeHistory(store, versions);
    expect([...after.values()], context).toEqual([...before.values(), ...added, next]);
  },
  60_000,
);

const versions = [1, 2, 3, 4, 5, 6, 7, 8, 9];
