import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { init, parse } from '@guanmingchiu/sqlparser-ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { apportion } from '../orchestrator/commands/apportion.ts';
import { temporaryProject } from '../orchestrator/commands/temporary-project.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { type DataApiStandIn, startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { parseProcedure } from '../stand-ins/data-api/stored-procedure.ts';
import { copyShippedProject } from '../support/copy-shipped-project.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';
import { untypedColumns } from '../support/untyped-columns.ts';

withDummyCredentials();

const guide = path.join(import.meta.dirname, '..', '..', 'docs', 'redshift.md');

let store: PostgresStore;
let dataApi: DataApiStandIn;
let root: string;

beforeAll(async () => {
  store = await openPostgresStore();
}, 60_000);
afterAll(() => store.close());
beforeEach(async () => {
  await store.empty();
  dataApi = await startDataApi(store);
  const many = Array.from({ length: 30 }, (_, number): [string, string] => [
    `models/rollups/of_area_${number}.sql`,
    `/*\ndescription: One of many.\ngrain: [area]\nmaterialized: view\n*/\nselect area from {{ref "large_areas"}}\n`,
  ]);
  root = await temporaryProject({
    ...Object.fromEntries(many),
    'project.yml': `name: tiny
layers: [staging, rollups]
vars: {least: 2}
targets:
  warehouse:
    type: redshift
    workgroup: w
    database: d
    region: eu-west-1
    endpoint: "${dataApi.endpoint}"
    staging: "\${NOT_SET}"
default_target: warehouse
`,
  });
});
afterEach(async () => {
  await dataApi.close();
  await rm(root, { recursive: true, force: true });
});

it('runs, tests, shows, plans and cleans a project in Redshift as anywhere else', async () => {
  const first = await apportion(root, 'run');
  expect(first.err).toContain('Published');
  expect(first.code).toBe(0);
  // More than forty statements were published at once, in one request.
  const [published, ...more] = dataApi
    .statements()
    .filter(({ sqls }) => sqls.some((sql) => sql.includes('rename to')));
  expect(more).toEqual([]);
  expect(published?.sqls.map((sql) => sql.split(' ').slice(0, -1).join(' ').slice(0, 30))).toEqual([
    'lock table',
    'update "raw".raw_apportion__ru',
    'select 1 / count(*) as holds f',
    'create or replace procedure "r',
    'call',
    'drop procedure',
    'update "raw".raw_apportion__ru',
  ]);

  const shown = await apportion(root, 'show', 'large_areas', '--json');
  expect(shown.out.trim().split('\n').sort()).toEqual([
    '{"area":"api","head_count":"3"}',
    '{"area":"warehouses","head_count":"12"}',
  ]);
  expect(await apportion(root, 'test')).toMatchObject({ code: 0 });
  // What is there already is dropped and made anew.
  expect(await apportion(root, 'run')).toMatchObject({ code: 0 });
  expect((await apportion(root, 'plan')).out).toContain('create view rollups.of_area_29 as');
  expect((await apportion(root, 'clean', '--warehouse')).out).toContain('Dropped 0 relations');
  expect((await apportion(root, 'debug', '--json')).out).toContain(
    '"warehouse\\" opens; 34 tables and views in it',
  );
});

it('says why nothing can be loaded where no bucket is said, and leaves the raw tables as they are', async () => {
  await store.run('create schema raw');
  await store.run('create table raw.filled_by_copy as select 1 as x');
  const { code, err } = await apportion(root, 'build');
  expect(code).toBe(1);
  expect(err).toContain(
    'Nothing can be loaded into target "warehouse": it does not say where files are put for COPY',
  );
  expect((await store.run('select x from raw.filled_by_copy'))?.rows).toEqual([['1']]);
});

it('breaks down a bill that others have loaded, with the models that this checkout ships', async () => {
  await rm(root, { recursive: true });
  await copyShippedProject(root);
  const file = path.join(root, 'project.yml');
  const target = `{type: redshift, workgroup: w, database: d, region: eu-west-1, endpoint: "${dataApi.endpoint}"}`;
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace(/^targets:[\s\S]*/m, `targets:\n  warehouse: ${target}\ndefault_target: warehouse\n`),
  );
  expect(await apportion(root, 'seed')).toMatchObject({ code: 0 });

  const line = (id: string, product: string, cost: string, tags: string) =>
    `('f', date '2017-02-01', '123', '123456789012', '123456789012', 'LineItem', '${id}', '${product}', 'BoxUsage', 'a line', timestamp '2017-02-01 00:00:00', timestamp '2017-02-01 01:00:00', 1, ${cost}, '${tags}')`;
  await store.run(`insert into "raw".raw_aws_dbr__line_items (file_id, statement_month, invoice_id, payer_account_id, linked_account_id, record_type,
    record_id, product_name, usage_type, description, usage_start_at, usage_end_at, usage_quantity, unblended_cost, tags) values
    ${line('1', 'Amazon Elastic Compute Cloud', '1.000000000000000001', '{"product_area": "api"}')},
    ${line('2', 'Amazon Simple Storage Service', '0.100000000000000002', '{}')}`);
  const [insert] =
    /insert into "raw"[\s\S]*?'2017-02.csv'\n(?=```)/.exec(await readFile(guide, 'utf8')) ?? [];
  await store.run((insert ?? '').replaceAll('2017-02.csv', 'f'));

  const { code, err } = await apportion(root, 'run');
  expect(err).toContain('Published');
  expect(code).toBe(0);
  expect(await refusedByParser()).toEqual([]);
  const sums = await store.run(
    'select product_area, sum(unblended_cost) from rollups.costs_by_product_area group by product_area order by product_area',
  );
  expect(sums?.rows).toEqual([
    ['api', '1.000000000000000001'],
    ['unallocated', '0.100000000000000002'],
  ]);
});

/** What of all that was sent a parser that knows Redshift cannot read, or has a column without a type; comments and procedures it does not know at all. */
async function refusedByParser(): Promise<string[]> {
  await init();
  const sent = dataApi
    .statements()
    .flatMap(({ sqls }) => sqls)
    .flatMap((sql) => parseProcedure(sql)?.steps.map((step) => step.sql) ?? [sql])
    .filter((sql) => !/^(comment on|set) /.test(sql));
  expect(sent.filter((sql) => sql.startsWith('create table')).length).toBeGreaterThan(50);
  return sent.flatMap((sql) => {
    try {
      return untypedColumns(parse(sql, 'redshift')).map((name) => `${name}: ${sql}`);
    } catch (error) {
      return [`${String(error)}: ${sql}`];
    }
  });
}
