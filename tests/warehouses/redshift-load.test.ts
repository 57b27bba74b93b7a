import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apportion, apportionWith } from '../orchestrator/commands/apportion.ts';
import type { CopySources } from '../stand-ins/data-api/copy/copy-from-s3.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { type DataApiStandIn, startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { type S3StandIn, startS3 } from '../stand-ins/s3/start-s3.ts';
import { copyShippedProject } from '../support/copy-shipped-project.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';
import { hasSharedData, sharedData, sharedDataTitle } from '../support/shared-data.ts';

withDummyCredentials();

const role = 'arn:aws:iam::123456789012:role/copy';
let store: PostgresStore;
let s3: S3StandIn;
let dataApi: DataApiStandIn;
let sources: { -readonly [Key in keyof CopySources]: CopySources[Key] };
let folder: string;

beforeAll(async () => {
  store = await openPostgresStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.empty();
  s3 = await startS3({ buckets: ['staging'] });
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  sources = { s3, readers: [role] };
  dataApi = await startDataApi(store, {}, {}, sources);
  folder = await mkdtemp(path.join(tmpdir(), 'apportion-redshift-load-'));
  await shippedProject(path.join(folder, 'project'));
});
afterEach(async () => {
  delete process.env.AWS_ENDPOINT_URL_S3;
  await dataApi.close();
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

/** The shipped project with the stand-ins as its warehouse and a DuckDB beside them. */
async function shippedProject(root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  await copyShippedProject(root);
  const file = path.join(root, 'project.yml');
  const text = await readFile(file, 'utf8');
  const warehouse = `{type: redshift, workgroup: w, database: d, region: eu-west-1, endpoint: "${dataApi.endpoint}", staging: "s3://staging/apportion", iam_role: "${role}"}`;
  await writeFile(
    file,
    text.replace(
      /^targets:[\s\S]*/m,
      `targets:\n  warehouse: ${warehouse}\n  local: {type: duckdb, path: local.duckdb}\ndefault_target: warehouse\n`,
    ),
  );
}

const build = (...more: readonly string[]) => apportion(path.join(folder, 'project'), 'build', ...more);

const load = (...more: readonly string[]) => apportion(path.join(folder, 'project'), 'load', ...more);

const rollups = ['costs_by_ecs_service', 'costs_by_product_area', 'costs_by_aws_product'] as const;

/** The rows of all rollups of a target, without what differs from run to run. */
async function rowsOf(target: string): Promise<readonly string[]> {
  const rows = [];
  for (const rollup of rollups) {
    const shown = await apportion(
      path.join(folder, 'project'),
      'show',
      rollup,
      '--json',
      '--limit',
      '100000',
      '--target',
      target,
    );
    expect(shown.err).toBe('');
    for (const line of shown.out.trim().split('\n')) {
      const { run_id: _, run_at: __, ...row } = JSON.parse(line) as Record<string, string>;
      rows.push(JSON.stringify({ rollup, ...row }));
    }
  }
  return rows.sort();
}

describe('a build in Redshift', () => {
  it('gives the same rows of the sample company as one in DuckDB', async () => {
    const sample = path.join(folder, 'sample');
    expect(
      await apportion(
        folder,
        'sample',
        '--lines',
        '4000',
        '--months',
        '2',
        '--seed',
        '3',
        '--no-truth',
        '--out',
        sample,
      ),
    ).toMatchObject({ code: 0 });
    const given = ['bill', 'ecs_events', 'ebs_events', 'resource_snapshots'].flatMap((source) => [
      '--source',
      `${source}=${path.join(sample, source.replaceAll('_', '-'))}`,
    ]);
    const inRedshift = await build(...given);
    expect(inRedshift.err).toContain('Published');
    expect(inRedshift.code).toBe(0);
    // Everything counts: signs of life, polling, pages of results.
    const statements = dataApi.statements().flatMap(({ sqls }) => sqls);
    expect(dataApi.requests.length / statements.length).toBeLessThanOrEqual(1.3);
    expect(await build(...given, '--target', 'local')).toMatchObject({ code: 0 });
    const rows = await rowsOf('warehouse');
    expect(rows.length).toBeGreaterThan(30);
    expect(rows).toEqual(await rowsOf('local'));
    // What was sent for COPY is not needed any more.
    expect(s3.keys('staging').filter((key) => !key.startsWith('apportion/seeds/'))).toEqual([]);
    const again = await build(...given);
    expect(again).toMatchObject({ code: 0 });
    expect(again.err).toContain('Nothing new since run');
  }, 300_000);

  it.skipIf(!hasSharedData)(
    sharedDataTitle('gives the same rows of a public bill in parquet'),
    async () => {
      const bill = path.join(sharedData, 'cur/Oct2018-WorkshopCUR-00001.snappy.parquet');
      const given = ['--source', `bill=${bill}`, '--vars', 'product_area_tag=department'];
      const inRedshift = await build(...given);
      expect(inRedshift.err).toContain('Published');
      expect(await build(...given, '--target', 'local')).toMatchObject({ code: 0 });
      const rows = await rowsOf('warehouse');
      expect(rows).toEqual(await rowsOf('local'));
      const sums = await store.run('select sum(unblended_cost) from rollups.costs_by_product_area');
      expect(sums?.rows).toEqual([['4064.483131537900000000']]);
      const copies = dataApi
        .statements()
        .flatMap(({ sqls }) => sqls.filter((sql) => sql.startsWith('copy ')));
      expect(copies.filter((sql) => !sql.includes('/seeds/'))).toEqual([
        expect.stringContaining('format as parquet manifest'),
      ]);
    },
    600_000,
  );

  it('copies exactly the columns that a file has, by a list of files that have to be there', async () => {
    const file = await bill('2017-02.csv', ['1', '0.123456789012345678'], ['2', '6e-18']);
    expect(await load('--source', `bill=${file}`)).toMatchObject({ code: 0 });
    const [copy = ''] = dataApi
      .statements()
      .flatMap(({ sqls }) => sqls.filter((sql) => sql.startsWith('copy ')));
    expect(
      copy
        .replace(/apportion\/[0-9a-f]{8}\//, 'apportion/<database>/')
        .replace(/r\d{8}t\d{6}_[0-9a-f]{4}(-\w+)?/g, '<run>'),
    ).toMatchInlineSnapshot(`
      "copy "raw".raw_aws_dbr__line_items__b_<run> (file_id, invoice_id, payer_account_id, linked_account_id, record_type, record_id, product_name, usage_type, operation, availability_zone, is_reserved, description, usage_start_at, usage_end_at, usage_quantity, unblended_cost, resource_id)
      from 's3://staging/apportion/<database>/manifests/raw_aws_dbr__line_items__b_<run>.json'
      iam_role 'arn:aws:iam::123456789012:role/copy'
      manifest csv gzip ignoreheader 1
      roundec null as ''
      dateformat 'auto' timeformat 'auto'
      maxerror 0 compupdate off statupdate off"
    `);
    const sum = await store.run('select sum(unblended_cost) from "raw".raw_aws_dbr__line_items');
    expect(sum?.rows).toEqual([['0.123456789012345684']]);
  }, 120_000);

  it('puts a newer version of a month in the place of the older one, and keeps the other months', async () => {
    const january = await bill('2017-01.csv', ['1', '1']);
    const february = await bill('2017-02.csv', ['2', '2'], ['3', '3']);
    expect(await load('--source', `bill=${january}`)).toMatchObject({ code: 0 });
    expect(await load('--source', `bill=${february}`)).toMatchObject({ code: 0 });
    await bill('2017-02.csv', ['2', '2'], ['3', '5']);
    expect(await load('--source', `bill=${february}`)).toMatchObject({ code: 0 });
    const raw = await store.run(
      'select statement_month, count(*), sum(unblended_cost) from "raw".raw_aws_dbr__line_items group by statement_month order by 1',
    );
    expect(raw?.rows).toEqual([
      ['2017-01-01', '1', '1.000000000000000000'],
      ['2017-02-01', '2', '7.000000000000000000'],
    ]);
  }, 120_000);
});

describe('seeds in Redshift', () => {
  const seed = (...more: readonly string[]) => apportion(path.join(folder, 'project'), 'seed', ...more);
  const services = () =>
    store.run('select ecs_service, product_area, valid_from from seeds.ecs_services order by 1, 2, 3');

  it('are copied from a file each, which is sent once', async () => {
    expect(await seed()).toMatchObject({ code: 0 });
    const inRedshift = await services();
    expect(await seed('--target', 'local')).toMatchObject({ code: 0 });
    const local = await apportion(
      path.join(folder, 'project'),
      'show',
      'ecs_services',
      '--json',
      '--target',
      'local',
      '--limit',
      '1000',
    );
    expect(inRedshift?.rows.length).toBe(local.out.trim().split('\n').length);
    expect(s3.keys('staging').every((key) => /^apportion\/seeds\/[0-9a-f]{64}\.csv$/.test(key))).toBe(true);
    const sent = s3.requests.filter(({ operation }) => operation === 'PutObject').length;
    expect(sent).toBe(4);
    expect(await seed()).toMatchObject({ code: 0 });
    expect(s3.requests.filter(({ operation }) => operation === 'PutObject')).toHaveLength(sent);
    expect(dataApi.statements().some(({ sqls }) => sqls.some((sql) => /^insert into seeds/.test(sql)))).toBe(
      false,
    );
  }, 120_000);

  it('may have the services from a table of DynamoDB, and then every run is a new one', async () => {
    const file = path.join(folder, 'project', 'project.yml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('iam_role:', 'ecs_services: "dynamodb://ecs-services", iam_role:'));
    sources.tables = {
      'ecs-services': [
        { ecs_service: 'checkout', product_area: 'api', reason: 'Theirs.' },
        { ecs_service: 'search', product_area: 'warehouses', valid_from: '2017-02-01', reason: 'Theirs.' },
      ],
    };
    expect(await seed()).toMatchObject({ code: 0 });
    expect((await services())?.rows).toEqual([
      ['checkout', 'api', null],
      ['search', 'warehouses', '2017-02-01'],
    ]);
    const copies = dataApi
      .statements()
      .flatMap(({ sqls }) => sqls.filter((sql) => sql.includes("'dynamodb://")));
    expect(copies).toEqual([expect.stringContaining("from 'dynamodb://ecs-services'")]);
    const one = await bill('2017-02.csv', ['1', '1']);
    expect((await build('--source', `bill=${one}`)).err).toContain('Published');
    expect((await build('--source', `bill=${one}`)).err).toContain('Published');
  }, 120_000);
});

describe('rows that arrive', () => {
  const texts = async () =>
    (
      await store.run(
        'select record_id, description, unblended_cost from "raw".raw_aws_dbr__line_items order by 1',
      )
    )?.rows;

  it('have their texts as they stand in the bill, without blanks at the end', async () => {
    const lines = [
      ['1', '-0.5', '"a ""b"", \\ c\n\r\nd\t"'],
      ['2', '1e3', '"\\N"'],
      ['3', '1', '"  blanks  "'],
      ['4', '6E-18', '"   "'],
      ['5', '1', '\\\\.'],
      ['6', '1', `${'é'.repeat(32_767)}x  `],
      ['7', '1', 'no break\u00a0'],
      ['8', '1', 'NULL'],
      ['9', '1', "it's"],
    ];
    expect(await load('--source', `bill=${await bill('2017-02.csv', ...lines)}`)).toMatchObject({ code: 0 });
    expect(await texts()).toEqual([
      ['1', 'a "b", \\ c\n\r\nd\t', '-0.500000000000000000'],
      ['2', '\\N', '1000.000000000000000000'],
      ['3', '  blanks', '1.000000000000000000'],
      ['4', null, '0.000000000000000006'],
      ['5', '\\\\.', '1.000000000000000000'],
      ['6', `${'é'.repeat(32_767)}x`, '1.000000000000000000'],
      ['7', 'no break\u00a0', '1.000000000000000000'],
      ['8', 'NULL', '1.000000000000000000'],
      ['9', "it's", '1.000000000000000000'],
    ]);
  }, 120_000);

  it('are there once when a bill has to be read a second time', async () => {
    const file = await bill('2017-02.csv', ['1', '1', 'caf\u00e9'], ['2', '2']);
    await writeFile(file, await readFile(file, 'utf8'), 'latin1');
    const both = await bill('2017-03.csv', ['3', '3', 'a 3" disk, "'.replace(',', '')], ['4', '4']);
    const loaded = await load('--source', `bill=${file}`, '--source', `bill=${both}`);
    expect(loaded.err).toContain('Latin-1');
    expect(loaded.code).toBe(0);
    expect(await texts()).toEqual([
      ['1', 'caf\u00e9', '1.000000000000000000'],
      ['2', 'a line', '2.000000000000000000'],
      ['3', 'a 3" disk "', '3.000000000000000000'],
      ['4', 'a line', '4.000000000000000000'],
    ]);
  }, 120_000);

  it('are those of the other format when a month comes in another one', async () => {
    const february = await bill('2017-02.csv', ['1', '1']);
    const march = await bill('2017-03.csv', ['2', '2']);
    expect(await load('--source', `bill=${february}`, '--source', `bill=${march}`)).toMatchObject({
      code: 0,
    });
    const cur = path.join(folder, 'cur.csv');
    const header =
      'identity/LineItemId,bill/BillingPeriodStartDate,bill/PayerAccountId,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/UsageType,lineItem/Operation,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,lineItem/LineItemDescription,lineItem/ResourceId';
    const time = (hour: number) => `2017-03-01T0${hour}:00:00Z`;
    await writeFile(
      cur,
      `${header}\na,${time(0)},1,1,Usage,${time(0)},${time(1)},AmazonS3,Requests,Put,0.123456789012,USD,7,x,\n`,
    );
    const loaded = await load('--source', `bill=${cur}`, '--source', `bill=${february}`);
    expect(loaded.err).toContain('2017-03: 1 line of');
    expect(loaded.code).toBe(0);
    expect((await texts())?.map(([id]) => id)).toEqual(['1']);
    const sum = await store.run(
      'select statement_month, unblended_cost, usage_quantity from "raw".raw_aws_cur__line_items',
    );
    expect(sum?.rows).toEqual([['2017-03-01', '7.000000000000000000', '0.123456789012']]);
  }, 120_000);
});

describe('events in Redshift', () => {
  /** Writes a file with an event for each text. */
  async function events(name: string, ...documents: readonly string[]): Promise<void> {
    await mkdir(path.join(folder, 'events'), { recursive: true });
    await writeFile(path.join(folder, 'events', name), documents.map((one) => `${one}\n`).join(''));
  }
  const loadEvents = async () =>
    load(
      ...['--source', `bill=${await bill('2017-02.csv', ['1', '1'])}`],
      ...['--source', `ecs_events=${path.join(folder, 'events')}`],
    );

  it('may come in more files than one statement can remember', async () => {
    for (let number = 0; number < 600; number++)
      await events(`${1000 + number}.json`, taskEvent({ version: number }));
    const first = await loadEvents();
    expect(first.err).not.toContain('error');
    expect(first.code).toBe(0);
    const counted = async () =>
      (
        await store.run(
          'select (select count(*) from "raw".raw_ecs__events), (select count(distinct file_id) from "raw".raw_ecs__events), (select count(*) from "raw".raw_apportion__loaded_files)',
        )
      )?.rows;
    expect(await counted()).toEqual([['600', '600', '601']]);
    // All of them anew: what was remembered is forgotten.
    for (let number = 0; number < 600; number++)
      await events(`${1000 + number}.json`, taskEvent({ version: 10_000 + number }));
    expect(await loadEvents()).toMatchObject({ code: 0 });
    expect(await counted()).toEqual([['600', '600', '601']]);
    expect(
      dataApi.statements().flatMap(({ sqls }) => sqls.filter((sql) => Buffer.byteLength(sql) > 100_000)),
    ).toEqual([]);
  }, 300_000);

  it('are read anew with the bill, or stay as they are, when their load specs have got another column', async () => {
    await events('1.json', taskEvent({ version: 1 }));
    await events('2.json', taskEvent({ version: 2 }));
    expect(await loadEvents()).toMatchObject({ code: 0 });
    for (const [spec, column] of [
      ['raw_ecs__events', '{name: kind_again, type: text, from: [\'"detail-type"\']}'],
      ['raw_aws_dbr__line_items', '{name: rate, type: quantity, from: [Rate]}'],
    ] as const) {
      const file = path.join(folder, 'project', 'models', 'raw', `${spec}.yml`);
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('  columns:\n', `  columns:\n    - ${column}\n`));
    }
    const rows = async (columns: string) =>
      (await store.run(`select ${columns} from "raw".raw_ecs__events order by version`))?.rows;
    const withoutEvents = await load('--source', `bill=${path.join(folder, '2017-02.csv')}`);
    expect(withoutEvents).toMatchObject({ code: 1 });
    expect(withoutEvents.err).toContain('not given 2 files that it was filled from');
    expect(await rows('version')).toEqual([['1'], ['2']]);

    expect(await loadEvents()).toMatchObject({ code: 0 });
    expect(await rows('kind_again, version')).toEqual([
      ['ECS Task State Change', '1'],
      ['ECS Task State Change', '2'],
    ]);
    const lines = await store.run('select record_id, rate from "raw".raw_aws_dbr__line_items');
    expect(lines?.rows).toEqual([['1', '1.000000000000']]);
    expect((await loadEvents()).err).toContain('2 of them loaded before and unchanged');
  }, 120_000);

  it('name the file whose text has no room, blanks at the end not counted', async () => {
    await events('1.json', taskEvent({ version: 1, group: JSON.stringify(`${'x'.repeat(65_535)}  `) }));
    await events('2.json', taskEvent({ version: 2 }));
    expect(await loadEvents()).toMatchObject({ code: 0 });
    await events('3.json', taskEvent({ version: 3 }));
    await events('4.json', taskEvent({ version: 4, group: JSON.stringify('x'.repeat(65_536)) }));
    await events('5.json', taskEvent({ version: 5 }));
    const { code, err } = await loadEvents();
    expect(code).toBe(1);
    expect(err.replaceAll(folder, '…')).toContain(
      '"…/events/4.json" was read, and did not get into the warehouse: a text for the column "task_group" has 65,536 bytes',
    );
  }, 60_000);

  it('keep whole numbers above 2^53, blanks, quotes and texts that are empty', async () => {
    const group = 'a "b" \\ c\n\td é\u2028';
    await events(
      '1.json',
      taskEvent({ version: '9007199254740993', group: JSON.stringify(group) }),
      taskEvent({ version: 2, group: '""' }),
    );
    expect(await loadEvents()).toMatchObject({ code: 0 });
    const rows = await store.run(
      'select version, task_group, emitted_at from "raw".raw_ecs__events order by 1',
    );
    expect(rows?.rows).toEqual([
      ['2', '', '2017-02-07 03:00:00'],
      ['9007199254740993', group, '2017-02-07 03:00:00'],
    ]);
  }, 120_000);
});

function taskEvent({
  version,
  group = '"service:checkout"',
}: {
  version: number | string;
  group?: string;
}): string {
  return `{"version":"0","id":"e${version}","detail-type":"ECS Task State Change","source":"aws.ecs","account":"123456789012","time":"2017-02-07T03:00:00Z","region":"us-east-1","detail":{"clusterArn":"c","taskArn":"t${version}","group":${group},"lastStatus":"RUNNING","version":${version},"updatedAt":"2017-02-07T03:00:00.123Z"}}`;
}

describe('what COPY does not take', () => {
  const left = async () =>
    (
      await store.run(
        "select table_schema || '.' || table_name from information_schema.tables where table_name like '%!_!_b!_%' escape '!'",
      )
    )?.rows;
  const lines = async () => (await store.run('select count(*) from "raw".raw_aws_dbr__line_items'))?.rows;

  it('is told with the line of the bill, its column and value; nothing is loaded, and what was sent is not sent again', async () => {
    const file = await bill('2017-02.csv', ['1', '1'], ['2', '2']);
    // As if the warehouse did not take what was written for it.
    sources.change = (value, column) =>
      column === 'unblended_cost' && value?.startsWith('2') ? '2,00' : value;
    const refused = await load('--source', `bill=${file}`);
    expect(refused.code).toBe(1);
    expect(
      refused.err
        .replaceAll(folder, '…')
        .replace(/[0-9a-f]{8}\/parts\/[0-9a-f]{64}/, '<database>/parts/<hash>'),
    ).toContain(
      `…/2017-02.csv:3  error  ${'not-loaded'}\n  "…/2017-02.csv" was read, and did not get into the warehouse: COPY refused row 2, column "unblended_cost" (line 3 of s3://staging/apportion/<database>/parts/<hash>.csv.gz): Invalid digit, Value '2'; got "2.000000000000000000".`,
    );
    expect(await lines()).toEqual([['0']]);
    expect(await left()).toEqual([]);

    delete sources.change;
    const sent = s3.requests.length;
    expect(await load('--source', `bill=${file}`)).toMatchObject({ code: 0 });
    const parts = s3.requests
      .slice(sent)
      .filter(({ key, operation }) => key.includes('/parts/') && operation === 'PutObject');
    expect(parts).toEqual([]);
    expect(await lines()).toEqual([['2']]);
  }, 120_000);

  it('stays for its own warehouse when another one that shares the bucket has loaded the same', async () => {
    const project = path.join(folder, 'project', 'project.yml');
    const text = await readFile(project, 'utf8');
    const other = /^ {2}warehouse: (.*)$/m.exec(text)?.[1]?.replace('database: d', 'database: other');
    await writeFile(project, text.replace(/^ {2}local:/m, `  other: ${other}\n  local:`));
    const file = await bill('2017-02.csv', ['1', '1']);
    const parts = () => s3.keys('staging').filter((key) => key.includes('/parts/'));
    sources.change = (value, column) => (column === 'unblended_cost' ? '1,00' : value);
    expect(await load('--source', `bill=${file}`)).toMatchObject({ code: 1 });
    const sent = parts();
    expect(sent).toHaveLength(1);
    delete sources.change;
    expect(await load('--source', `bill=${file}`, '--target', 'other')).toMatchObject({ code: 0 });
    expect(parts()).toEqual(sent);
  }, 120_000);

  it.each(['COPY', 'upload'])(
    'is not there when the load is interrupted during its %s',
    async (when) => {
      const interruption = new AbortController();
      const file = await bill('2017-02.csv', ['1', '1']);
      if (when === 'COPY')
        sources.change = (value) => {
          interruption.abort();
          return value;
        };
      else
        s3.plan = {
          onRequest: ({ operation, key }) => {
            if (operation !== 'PutObject' || !key.includes('/parts/')) return undefined;
            interruption.abort();
            return 'stalled-body';
          },
        };
      const ended = await apportionWith(
        { interrupted: interruption.signal },
        path.join(folder, 'project'),
        'load',
        '--source',
        `bill=${file}`,
      );
      expect(ended.err).toContain('Interrupted');
      expect(ended.code).toBe(130);
      expect(await lines()).toEqual([['0']]);
      expect(await left()).toEqual([]);
      delete sources.change;
      s3.plan = {};
      expect(await load('--source', `bill=${file}`)).toMatchObject({ code: 0 });
      expect(await lines()).toEqual([['1']]);
      expect(await left()).toEqual([]);
    },
    60_000,
  );

  it('is noticed when a cost arrives as another one', async () => {
    const file = await bill('2017-02.csv', ['1', '0.000000000000000001']);
    sources.change = (value, column) => (column === 'unblended_cost' ? '0.000000000000000002' : value);
    const { code, err } = await load('--source', `bill=${file}`);
    expect(code).toBe(1);
    expect(err).toContain(
      '0.000000000000000001 as the sum of "unblended_cost" were read of the file, and 0.000000000000000002 are there after COPY.',
    );
    expect(await lines()).toEqual([['0']]);
    expect(await left()).toEqual([]);
  }, 120_000);

  it('is told when the role may not read the bucket', async () => {
    sources.readers = [];
    const { code, err } = await load('--source', `bill=${await bill('2017-02.csv', ['1', '1'])}`);
    expect(code).toBe(1);
    expect(err).toContain(`S3ServiceException:Access Denied,Status 403,Error AccessDenied (role ${role}).`);
  }, 120_000);

  it('is told before anything is sent when a text has no room', async () => {
    const file = await bill('2017-02.csv', ['1', '1', 'x'.repeat(65_536)]);
    const { code, err } = await load('--source', `bill=${file}`);
    expect(code).toBe(1);
    expect(err).toContain(
      'a text for the column "description" has 65,536 bytes, and Redshift holds at most 65,535.',
    );
    expect(s3.requests).toEqual([]);
  }, 120_000);

  it('is what any warehouse would refuse, in the same words, and nothing is sent', async () => {
    const file = await bill('2017-02.csv', ['1', '1'], ['2', 'two']);
    const [inRedshift, inDuckDb] = [
      await load('--source', `bill=${file}`),
      await load('--source', `bill=${file}`, '--target', 'local'),
    ];
    const words = (err: string) => err.slice(err.indexOf('2017-02.csv:3'), err.indexOf('got "two"'));
    expect(words(inRedshift.err)).toContain('Column "Cost" is expected to hold a decimal number');
    expect(words(inRedshift.err)).toBe(words(inDuckDb.err));
    expect(s3.requests).toEqual([]);
  }, 120_000);
});

/** Writes a DBR with a line for each id and cost. */
async function bill(name: string, ...lines: readonly (readonly string[])[]): Promise<string> {
  const file = path.join(folder, name);
  const header =
    'InvoiceID,PayerAccountId,LinkedAccountId,RecordType,RecordId,ProductName,RateId,SubscriptionId,PricingPlanId,UsageType,Operation,AvailabilityZone,ReservedInstance,ItemDescription,UsageStartDate,UsageEndDate,UsageQuantity,Rate,Cost,ResourceId';
  const month = name.slice(0, 7);
  const rows = lines.map(
    ([id, cost, description = 'a line']) =>
      `1,123456789012,123456789012,LineItem,${id},Amazon Simple Storage Service,1,1,1,Requests,Put,,N,${description},${month}-01 00:00:00,${month}-01 01:00:00,1,1,${cost},`,
  );
  await writeFile(file, `${[header, ...rows].join('\n')}\n`);
  return file;
}
