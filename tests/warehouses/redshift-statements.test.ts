import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { apportion } from '../orchestrator/commands/apportion.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { type S3StandIn, startS3 } from '../stand-ins/s3/start-s3.ts';
import { writeBill, writeBilledProject } from '../support/billed-project.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';

withDummyCredentials();

let store: PostgresStore;
let s3: S3StandIn;
let root: string;

beforeAll(async () => {
  store = await openPostgresStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  s3 = await startS3({ buckets: ['staging'] });
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  root = await mkdtemp(path.join(tmpdir(), 'apportion-statements-'));
});
afterEach(async () => {
  delete process.env.AWS_ENDPOINT_URL_S3;
  await s3.close();
  await rm(root, { recursive: true, force: true });
});

/** What differs from run to run has one name. */
function normal(sql: string): string {
  return sql
    .replace(/r\d{8}t\d{6}_[0-9a-f]{4}/g, '<run>')
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<now>')
    .replace(/[0-9a-f]{16,64}/g, '<hash>')
    .replace(/\b\d{13}\b/g, '<now>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replace(/_[0-9a-f]{8}(?=_\d)/g, '_<digest>');
}

/** Builds with so many statements at the same time; what was sent for each node, and the publication. */
async function statementsWith(concurrency: number) {
  await store.empty();
  const dataApi = await startDataApi(store, {}, {}, { s3 });
  try {
    await writeBilledProject(root, {
      endpoint: dataApi.endpoint,
      staging: 's3://staging/here',
      iamRole: 'default',
    });
    const file = path.join(root, 'project.yml');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('concurrency: "3"', `concurrency: "${concurrency}"`),
    );
    const bill = await writeBill(path.join(root, 'bill'), 1);
    const sources = bill.flatMap((one) => ['--source', `bill=${one}`]);
    expect(await apportion(root, 'build', ...sources)).toMatchObject({ code: 0 });
    const byPurpose = new Map<string, string[]>();
    for (const { detail, sqls } of dataApi.statements()) {
      const purpose = detail.name?.split(':')[2] ?? '';
      if (purpose === '(lock)' || purpose === '(session)') continue;
      byPurpose.set(purpose, [...(byPurpose.get(purpose) ?? []), ...sqls.map(normal)]);
    }
    const planned = (await apportion(root, 'plan', '--all-months')).out;
    return { byPurpose, planned: normal(planned) };
  } finally {
    await dataApi.close();
  }
}

it('sends the same statements in the same order, however many run at the same time', async () => {
  const [alone, together, again] = [
    await statementsWith(1),
    await statementsWith(8),
    await statementsWith(8),
  ];
  const sorted = (all: ReadonlyMap<string, readonly string[]>) =>
    [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(together.byPurpose)).toEqual(sorted(alone.byPurpose));
  expect(sorted(again.byPurpose)).toEqual(sorted(alone.byPurpose));
  expect(together.planned).toBe(alone.planned);
  expect(alone.planned).toContain('create table rollups.costs__b_<run>');
  // What plan prints of a publication is what is sent, in its order.
  const published = (alone.byPurpose.get('(publish)') ?? []).join('\n');
  expect(published).toContain('insert into');
}, 120_000);
