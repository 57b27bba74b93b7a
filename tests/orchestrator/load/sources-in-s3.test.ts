import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatDiagnostics } from '../../../orchestrator/base/diagnostic.ts';
import { loadedFilesRelation } from '../../../orchestrator/load/raw/loaded-files.ts';
import { randomFaults, type S3Fault } from '../../stand-ins/s3/plan.ts';
import { type S3StandIn, startS3 } from '../../stand-ins/s3/start-s3.ts';
import { withDummyCredentials } from '../../support/dummy-credentials.ts';
import { dbrFile, dbrRow } from './dbr-file.ts';
import { task } from './event-documents.ts';
import { type Landing, openLanding } from './landing.ts';
import { zipFile } from './zip-file.ts';

withDummyCredentials();

const dbrName = (month: string): string =>
  `123456789012-aws-billing-detailed-line-items-with-resources-and-tags-${month}.csv`;
const bill = (cost: string): string => dbrFile([dbrRow({ UnBlendedCost: cost })]);
const sum = 'select sum(unblended_cost) from {{stg_aws_dbr__bill_lines}} as lines';

let s3: S3StandIn;
let landing: Landing;

beforeEach(async () => {
  s3 = await startS3({ buckets: ['bills'], pageSize: 7 });
  landing = await openLanding();
  landing.store = { endpoint: s3.endpoint, region: 'eu-west-1' };
});
afterEach(() => s3.close());

/** What was downloaded since this was asked for the last time. */
const downloads = (): string[] => {
  const keys = s3.requests.filter(({ operation }) => operation === 'GetObject').map(({ key }) => key);
  s3.requests.length = 0;
  return keys.sort();
};
const load = async (sources: Parameters<Landing['load']>[0]): Promise<string> => {
  const result = await landing.load(sources);
  return formatDiagnostics(result.diagnostics.filter(({ code }) => code !== 'missing-tag-key'));
};
const total = async (): Promise<unknown> => (await landing.rows(sum))[0]?.[0];

describe('bills in S3', () => {
  test('are those that AWS names so, and other files of their bucket are none', async () => {
    await s3.put('bills', `in/${dbrName('2017-01')}`, bill('1'));
    await s3.put('bills', `in/${dbrName('2017-02')}.gz`, gzipSync(bill('2')));
    await s3.put(
      'bills',
      `in/${dbrName('2017-03')}.zip`,
      zipFile([{ name: dbrName('2017-03'), content: bill('4') }]),
    );
    await s3.put('bills', 'in/123456789012-aws-billing-csv-2017-01.csv', 'sums');
    await s3.put('bills', 'in/123456789012-aws-cost-allocation-2017-01.csv', 'sums');
    const lines = bill('8');
    await s3.put('bills', 'in/123456789012-aws-billing-detailed-line-items-2017-01.csv.zip', lines);
    await s3.put('bills', 'in/aws-programmatic-access-test-object', 'test');
    await s3.put('bills', 'in/', '');
    await s3.put('bills', 'out/other.csv', bill('16'));
    expect(await load({ bill: 's3://bills/in/' })).toBe('');
    expect(await total()).toBe('7.000000000000000000');
    expect(downloads()).toEqual(
      ['2017-01', '2017-02', '2017-03'].map(
        (month, index) => `in/${dbrName(month)}${['', '.gz', '.zip'][index]}`,
      ),
    );
  });

  test('may be one object, a glob, or a prefix without its slash', async () => {
    for (const month of ['2017-01', '2017-02', '2018-01'])
      await s3.put('bills', `in/${dbrName(month)}`, bill('1'));
    const months = async (location: string): Promise<readonly string[]> => {
      const result = await landing.load({ bill: location });
      return result.ok ? result.value.months : [formatDiagnostics(result.diagnostics)];
    };
    expect(await months(`s3://bills/in/${dbrName('2017-01')}`)).toEqual(['2017-01-01']);
    expect(await months('s3://bills/in/*-2017-*.csv')).toEqual(['2017-01-01', '2017-02-01']);
    expect(await months('s3://bills/**/*-2018-01.csv')).toEqual(['2018-01-01']);
    expect(await months('S3://bills/in')).toEqual(['2017-01-01', '2017-02-01', '2018-01-01']);
    expect(await months('s3://bills')).toEqual(['2017-01-01', '2017-02-01', '2018-01-01']);
  });

  test('are downloaded once, and again only under another ETag', async () => {
    const january = bill('1');
    await s3.put('bills', dbrName('2017-01'), january, { modifiedAt: 1_000_000 });
    await s3.put('bills', dbrName('2017-02'), bill('2'));
    expect(await load({ bill: 's3://bills/' })).toBe('');
    expect(downloads().length).toBe(2);
    // Written again with the same content, it has the same ETag at another time.
    await s3.put('bills', dbrName('2017-01'), january, { modifiedAt: 2_000_000 });
    const same = await load({ bill: 's3://bills/' });
    expect([same, downloads()]).toEqual(['', []]);
    await s3.put('bills', dbrName('2017-02'), bill('5'));
    expect(await load({ bill: 's3://bills/' })).toBe('');
    expect(downloads()).toEqual([dbrName('2017-02')]);
    expect(await total()).toBe('6.000000000000000000');
    expect(
      await landing.rows(`select path, etag is not null from raw.${loadedFilesRelation.name} order by path`),
    ).toEqual([
      [`s3://bills/${dbrName('2017-01')}`, 'true'],
      [`s3://bills/${dbrName('2017-02')}`, 'true'],
    ]);
  });

  test('are followed by their manifests, without a byte of old versions', async () => {
    const header =
      'identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/CurrencyCode,lineItem/UnblendedCost';
    const at = '2017-02-01T00:00:00Z';
    const cur = (id: string, cost: string): string =>
      `${header}\n${id},i,1,${at},2,Usage,${at},${at},AmazonEC2,USD,${cost}\n`;
    const period = 'reports/r/20170201-20170301';
    const manifest = (version: string, names: readonly string[]): string =>
      JSON.stringify({
        reportName: 'r',
        billingPeriod: { start: '20170201T000000.000Z' },
        reportKeys: names.map((name) => `${period}/${version}/${name}`),
      });
    for (const version of ['old', 'new']) {
      await s3.put(
        'bills',
        `${period}/${version}/r-Manifest.json`,
        manifest(version, ['r-1.csv', 'r-2.csv']),
      );
      await s3.put('bills', `${period}/${version}/r-1.csv`, cur('a', version === 'old' ? '1' : '2'));
      await s3.put('bills', `${period}/${version}/r-2.csv`, cur('b', '4'));
    }
    await s3.put('bills', `${period}/r-Manifest.json`, manifest('new', ['r-1.csv', 'r-2.csv']));
    expect(await load({ bill: 's3://bills/reports/' })).toBe('');
    const curSum = 'select sum(unblended_cost) from {{stg_aws_cur__bill_lines}} as lines';
    expect(await landing.rows(curSum)).toEqual([['6.000000000000000000']]);
    const manifests = [
      `${period}/new/r-Manifest.json`,
      `${period}/old/r-Manifest.json`,
      `${period}/r-Manifest.json`,
    ];
    const parts = [`${period}/new/r-1.csv`, `${period}/new/r-2.csv`];
    expect(downloads()).toEqual([...manifests, ...parts].sort());
    expect(await load({ bill: `s3://bills/${period}/r-Manifest.json` })).toBe('');
    expect(downloads()).toEqual([`${period}/r-Manifest.json`]);

    await s3.put('bills', `${period}/r-Manifest.json`, manifest('newer', ['r-1.csv']));
    expect(await load({ bill: 's3://bills/reports/' })).toContain(
      `s3://bills/${period}/r-Manifest.json  error  file-not-found\n  The manifest names "${period}/newer/r-1.csv"`,
    );
  });

  test('are named in messages by their location, never by where they were downloaded to', async () => {
    await s3.put('bills', `in/${dbrName('2017-01')}`, bill('1'));
    const bad = dbrFile([dbrRow(), dbrRow({ UnBlendedCost: 'much' })]);
    await s3.put('bills', `in/${dbrName('2017-02')}.gz`, gzipSync(bad));
    const archive = zipFile([
      { name: 'a-2017-03.csv', content: dbrFile([dbrRow({ UnBlendedCost: 'more' })]) },
    ]);
    await s3.put('bills', 'in/b.zip', archive);
    const said = await load({ bill: 's3://bills/in/' });
    expect(said).toContain(`s3://bills/in/${dbrName('2017-02')}.gz:3  error  bad-value`);
    expect(said).toContain('s3://bills/in/b.zip/a-2017-03.csv:2  error  bad-value');
    expect(said).not.toContain(landing.folder);
    expect(await landing.rows(`select * from raw.${loadedFilesRelation.name}`)).toEqual([]);
  });

  test('are named so also where the warehouse names the copy', async () => {
    await s3.put('bills', 'in/cur.parquet', 'PAR1, which is no beginning of anything');
    const said = await load({ bill: 's3://bills/in/' });
    expect(said).toContain('s3://bills/in/cur.parquet  error  unreadable-file');
    expect(said.match(/s3:\/\/bills\/in\/cur\.parquet/g)?.length).toBeGreaterThan(2);
    expect(said).not.toContain(landing.folder);
  });

  test('that are given twice are refused', async () => {
    await s3.put('bills', dbrName('2017-01'), bill('1'));
    expect(await load({ bill: ['s3://bills/', `s3://bills/${dbrName('2017-01')}`] })).toContain(
      `"s3://bills/${dbrName('2017-01')}" is given twice.`,
    );
  });

  test('arrive whole through broken transfers', async () => {
    for (const month of ['2017-01', '2017-02']) await s3.put('bills', dbrName(month), bill('1'));
    const left: S3Fault[] = ['broken-body', 'slow-down', 'wrong-bytes', 'reset', 'broken-body'];
    s3.plan = { onRequest: ({ operation }) => (operation === 'GetObject' ? left.shift() : undefined) };
    expect(await load({ bill: 's3://bills/' })).toBe('');
    expect(await total()).toBe('2.000000000000000000');
    expect(left).toEqual([]);
  });
});

describe('whatever fails at random', () => {
  test.each([1, 2, 3, 4])('every bill is loaded once, whole (seed %i)', async (seed) => {
    for (let month = 1; month <= 6; month++) await s3.put('bills', dbrName(`2017-0${month}`), bill('1'));
    s3.plan = randomFaults(seed, 0.2);
    expect(await load({ bill: 's3://bills/' })).toBe('');
    expect(await total()).toBe('6.000000000000000000');
  });
});

describe('copies of bills and events', () => {
  test('are gone once they have been read', async () => {
    for (const month of [1, 2, 3, 4]) await s3.put('bills', `in/${dbrName(`2017-0${month}`)}`, bill('1'));
    for (const index of [1, 2]) await s3.put('bills', `ecs/${index}.json`, JSON.stringify(task(index)));
    const left: number[] = [];
    landing.watch = ({ kind }) => {
      if (kind !== 'file-load-started') return;
      left.push(
        readdirSync(path.join(landing.folder, 'work')).filter((name) => name.startsWith('s3-')).length,
      );
    };
    expect(await load({ bill: 's3://bills/in/', ecs_events: 's3://bills/ecs/' })).toBe('');
    // Two files of events, which go into each of their raw tables, and then bill after bill.
    expect(left.slice(-4)).toEqual([4, 3, 2, 1]);
    expect(left[0]).toBe(6);
    expect(downloads().length).toBe(6);
  });
});

describe('events in S3', () => {
  test('are read many at a time, and only those that are new', async () => {
    await s3.put('bills', dbrName('2017-02'), bill('1'));
    const put = (index: number): Promise<unknown> =>
      s3.put('bills', `events/2017/02/${index}`, index % 2 === 0 ? text(index) : gzipSync(text(index)));
    const text = (index: number): string => JSON.stringify(task(index, { taskArn: `arn:task/${index}` }));
    for (let index = 0; index < 40; index++) await put(index);
    const sources = { bill: 's3://bills/', ecs_events: 's3://bills/events/' };
    expect(await load({ ...sources, bill: `s3://bills/${dbrName('2017-02')}` })).toBe('');
    const events = 'select count(distinct task_arn) from {{stg_ecs__task_events}} as events';
    expect(downloads().length).toBe(41);
    await put(40);
    expect(await load({ ...sources, bill: `s3://bills/${dbrName('2017-02')}` })).toBe('');
    expect(downloads()).toEqual(['events/2017/02/40']);
    expect(await landing.rows(events)).toEqual([['41']]);
    const started = landing.events.filter(({ kind }) => kind === 'download-started');
    expect(started.map((event) => ('files' in event ? event.files : 0))).toEqual([1, 40, 1]);
  });
});

describe('what S3 refuses', () => {
  test.each<[string, string, string]>([
    ['s3://bulls/in/', '', 's3://bulls/in/  error  file-not-found\n  There is no bucket "bulls"'],
    [
      's3://bills/in/',
      '',
      'file-not-found\n  "s3://bills/in/", a location of the source "bill", does not exist.',
    ],
    [
      's3://bills/',
      'ListObjectsV2',
      's3://bills/  error  s3-refused\n  "s3://bills/" cannot be listed: access is denied.',
    ],
    [
      's3://bills/',
      'GetObject',
      'cannot be read: access is denied.\n  Allow s3:GetObject on arn:aws:s3:::bills/',
    ],
  ])('is told once: %s %s', async (location, denied, said) => {
    for (let month = 1; month <= 9; month++) await s3.put('bills', dbrName(`2017-0${month}`), bill('1'));
    s3.plan = { onRequest: ({ operation }) => (operation === denied ? 'denied' : undefined) };
    const diagnostics = await load({ bill: location });
    expect(diagnostics).toContain(said);
    expect(diagnostics.match(/ {2}error {2}/g)?.length ?? 1).toBe(1);
    expect(await landing.rows(`select * from raw.${loadedFilesRelation.name}`)).toEqual([]);
  });

  test('leaves nothing on the disk', async () => {
    await s3.put('bills', dbrName('2017-01'), bill('1'));
    s3.plan = { onRequest: ({ operation }) => (operation === 'GetObject' ? 'denied' : undefined) };
    const diagnostics = (await landing.load({ bill: 's3://bills/' })).diagnostics;
    expect(diagnostics.map(({ code }) => code)).toEqual(['s3-refused']);
    expect(
      readdirSync(landing.folder).filter((name) => statSync(path.join(landing.folder, name)).isDirectory()),
    ).toEqual(['project']);
  });
});

describe('a table of loaded files that is older than S3', () => {
  test('gets the column that it lacks, and its files stay loaded', async () => {
    const file = landing.write(dbrName('2017-01'), bill('1'));
    await landing.load({ bill: file });
    await landing.warehouse.execute(`alter table raw.${loadedFilesRelation.name} drop column etag`);
    const again = await landing.load({ bill: file });
    expect(again).toMatchObject({ ok: true, value: { months: ['2017-01-01'] } });
    const found = landing.events.filter(({ kind }) => kind === 'files-found');
    expect(found.at(-1)).toMatchObject({ files: 1, unchanged: 1 });
    expect(await landing.rows(`select etag from raw.${loadedFilesRelation.name}`)).toEqual([[null]]);
  });
});
