import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDuckDb } from '../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import { type S3StandIn, startS3 } from '../stand-ins/s3/start-s3.ts';
import { startSts } from '../stand-ins/s3/start-sts.ts';
import { copyShippedProject } from '../support/copy-shipped-project.ts';
import { type Ended, runBin } from './run-bin.ts';

const folders = {
  bill: 'bill',
  ecs_events: 'ecs-events',
  ebs_events: 'ebs-events',
  resource_snapshots: 'resource-snapshots',
};
const rollups = ['costs_by_ecs_service', 'costs_by_product_area', 'costs_by_aws_product'];

let s3: S3StandIn;
let folder = '';

beforeAll(async () => {
  s3 = await startS3({ pageSize: 5 });
  folder = await mkdtemp(path.join(tmpdir(), 'apportion-s3-cli-'));
  for (const name of ['local', 'stored', 'refused', 'interrupted'])
    await copyShippedProject(path.join(folder, name));
  const sample = ['sample', '--lines', '3000', '--months', '2', '--out', 'sample', '--no-truth'];
  expect((await runBin(folder, sample)).code).toBe(0);
  for (const source of Object.values(folders)) await putFolder(source);
}, 180_000);
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

/** Puts a folder of the sample into the bucket; what is not compressed yet is. */
async function putFolder(name: string): Promise<void> {
  const from = path.join(folder, 'sample', name);
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const isPacked = /\.(gz|zip)$/.test(file);
    const content = readFileSync(file);
    const key = path.relative(path.join(folder, 'sample'), file);
    await s3.put('company', isPacked ? key : `${key}.gz`, isPacked ? content : gzipSync(content));
  }
}

/** Builds the project of a name from folders of this machine or of the bucket. */
function build(
  project: string,
  start: string,
  during?: Parameters<typeof runBin>[2],
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const sources = Object.entries(folders).flatMap(([name, at]) => ['--source', `${name}=${start}${at}`]);
  const environment = {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    AWS_REGION: 'eu-west-1',
    ...more,
  };
  return runBin(path.join(folder, project), ['build', ...sources], during, undefined, environment);
}

/** What readers see of the last run, without what names the run; nothing if there is none. */
async function published(project: string): Promise<readonly unknown[]> {
  const warehouse = await openDuckDb({ path: path.join(folder, project, 'target/apportion.duckdb') });
  try {
    const relations = await warehouse.relations();
    const tables = rollups.filter((name) =>
      relations.some((one) => one.schema === 'rollups' && one.name === name),
    );
    const rows = tables.map(async (name) => {
      const sql = `select * exclude (run_id, run_at) from rollups.${name} where run_id = (select max(run_id) from rollups.${name}) order by all`;
      return (await warehouse.query(sql)).rows;
    });
    return await Promise.all(rows);
  } finally {
    await warehouse.close();
  }
}

const downloads = (): number => s3.requests.filter(({ operation }) => operation === 'GetObject').length;

it('makes the same rollups of files in S3, compressed there, as of those of a folder', async () => {
  expect(await build('local', path.join(folder, 'sample/'))).toMatchObject({ code: 0 });
  const plan = ['broken-body', 'slow-down', 'reset', 'wrong-bytes'] as const;
  let number = 0;
  s3.plan = {
    onRequest: ({ operation }) =>
      operation === 'GetObject' && ++number % 3 === 0 ? plan[(number / 3) % 4] : undefined,
  };
  const { code, err } = await build('stored', 's3://company/');
  s3.plan = {};
  expect([code, err.includes('error')]).toEqual([0, false]);
  expect(err).toMatch(/^load +bill: downloading 2 files, /m);
  const expected = await published('local');
  expect(expected.flat().length).toBeGreaterThan(20);
  expect(await published('stored')).toEqual(expected);
  expect(readdirSync(path.join(folder, 'stored/target/runs'), { recursive: true })).not.toContain('unpacked');
});

it('downloads nothing when nothing is new, and one file when one has another ETag', async () => {
  s3.requests.length = 0;
  expect(await build('stored', 's3://company/')).toMatchObject({ code: 0 });
  expect([s3.requests.length > 0, downloads()]).toEqual([true, 0]);
  const key = s3.keys('company').find((one) => one.endsWith('2017-02.csv.gz')) ?? '';
  const bill = path.join(folder, 'sample', key.replace(/\.gz$/, ''));
  await s3.put('company', key, gzipSync(readFileSync(bill), { level: 1 }));
  expect(await build('stored', 's3://company/')).toMatchObject({ code: 0 });
  expect(downloads()).toBe(1);
});

it('says in one sentence what S3 does not let it do, and loads nothing', async () => {
  s3.plan = { onRequest: ({ operation }) => (operation === 'GetObject' ? 'denied' : undefined) };
  const { code, err } = await build('refused', 's3://company/');
  s3.plan = {};
  expect(code).toBe(1);
  expect(err.match(/s3-refused/g)).toEqual(['s3-refused']);
  expect(err).toMatch(/"s3:\/\/company\/bill\/\S+" cannot be read: access is denied\./);
  expect(err).toContain('Allow s3:GetObject on arn:aws:s3:::company/bill/');
  expect(err).not.toContain('not-a-secret');
  expect(await published('refused')).toEqual([]);
});

it('ends by Ctrl-C in the middle of a download, with nothing loaded and nothing left', async () => {
  let interrupt = (): void => undefined;
  s3.plan = {
    onRequest: ({ operation }) => {
      if (operation !== 'GetObject') return undefined;
      setTimeout(() => interrupt(), 300);
      return { bytesPerSecond: 1000 };
    },
  };
  const { code } = await build('interrupted', 's3://company/', (child) => {
    interrupt = () => void child.kill('SIGINT');
  });
  s3.plan = {};
  expect(code).toBe(130);
  expect(await published('interrupted')).toEqual([]);
  expect(readdirSync(path.join(folder, 'interrupted/target/runs'), { recursive: true })).not.toContain(
    'unpacked',
  );
});

it('takes on the role that the target names for its sources', async () => {
  const projectFile = path.join(folder, 'refused', 'project.yml');
  const target = '{type: duckdb, path: target/apportion.duckdb';
  // A variable of project.yml, not one of this text.
  const role = ['source_role_arn: "$', '{BILLS_ROLE}"'].join('');
  writeFileSync(projectFile, readFileSync(projectFile, 'utf8').replace(target, `${target}, ${role}`));
  const unset = await build('refused', 's3://company/');
  expect(unset).toMatchObject({ code: 2, err: expect.stringContaining('"BILLS_ROLE" is not set') });

  const sts = await startSts('AKIDOFROLE');
  s3.requests.length = 0;
  const arn = 'arn:aws:iam::123456789012:role/bills';
  expect(await build('refused', 's3://company/', undefined, { BILLS_ROLE: arn })).toMatchObject({ code: 0 });
  await sts.close();
  expect(sts.roles).toEqual([arn]);
  expect(new Set(s3.requests.map(({ accessKey }) => accessKey))).toEqual(new Set(['AKIDOFROLE']));
});
