import { mkdirSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { openLanding } from '../landing.ts';

const bill = (cost: string): string => dbrFile([dbrRow({ UnBlendedCost: cost })]);
const sum = 'select sum(unblended_cost) from {{stg_aws_dbr__bill_lines}} as lines';

describe('the locations of a source', () => {
  test('are files, folders and globs; hidden files in a folder are none', async () => {
    const landing = await openLanding();
    landing.write('bills/2017/b-2017-01.csv', bill('1'));
    landing.write('bills/2017/b-2017-02.csv', bill('2'));
    landing.write('bills/.hidden-2017-02.csv', bill('4'));
    landing.write('bills/readme.txt', 'no bill');
    await landing.load({ bill: 'bills' });
    expect(await landing.rows(sum)).toEqual([['3.000000000000000000']]);
    expect(await landing.load({ bill: 'bills/**/b-2017-0[2-9].csv' })).toMatchObject({
      value: { months: ['2017-02-01'] },
    });
    expect(await landing.load({ bill: 'bills/*/b-{2017-01,2018-01}.csv' })).toMatchObject({
      value: { months: ['2017-01-01'] },
    });
  });

  test("leave out AWS's word in a folder on how far its Parquet files are", async () => {
    const landing = await openLanding();
    landing.write('bills/b-2017-02.csv', bill('1'));
    landing.write(
      'bills/cost_and_usage_data_status/cost_and_usage_data_status.parquet',
      'no bill, whatever it holds',
    );
    expect(await landing.mistakes({ bill: 'bills' })).toBe('');
    expect(await landing.rows(sum)).toEqual([['1.000000000000000000']]);
  });

  test('may look like a glob and be a file', async () => {
    const landing = await openLanding();
    landing.write('bill[1]-2017-02.csv', bill('1'));
    expect(await landing.mistakes({ bill: 'bill[1]-2017-02.csv' })).toBe('');
    expect(await landing.rows(sum)).toEqual([['1.000000000000000000']]);
  });

  test('start from the project for those of project.yml, and from the working folder for those of the command line', async () => {
    const landing = await openLanding();
    landing.write('project/bills/b-2017-02.csv', bill('1'));
    Object.assign(landing.project, { sources: { bill: ['bills'] } });
    expect(await landing.load({})).toMatchObject({
      ok: true,
      value: { files: [{ path: 'bills/b-2017-02.csv' }] },
    });
    expect(await landing.mistakes({ bill: 'bills' })).toContain(
      'file-not-found\n  "bills", a location of the source "bill", does not exist.',
    );
  });

  test.each([
    ['nowhere', '"nowhere", a location of the source "bill", does not exist.'],
    ['empty', 'no-bill\n  "empty", a location of the source "bill", has no bill'],
    ['*.csv', 'no-bill\n  "*.csv", a location of the source "bill", has no bill'],
  ])('%s is refused', async (location, said) => {
    const landing = await openLanding();
    mkdirSync(path.join(landing.folder, 'empty'));
    expect(await landing.mistakes({ bill: location })).toContain(said);
  });

  test('may be nothing: then what was loaded before counts, and if that is nothing it is said', async () => {
    const landing = await openLanding();
    expect(await landing.mistakes({})).toContain('no-bill\n  No bill is given, and none was loaded before.');
    await landing.load({ bill: landing.write('b-2017-02.csv', bill('1')) });
    expect(await landing.load({})).toMatchObject({ ok: true, value: { months: ['2017-02-01'], files: [] } });
  });
});

describe('a manifest', () => {
  const header =
    'identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/CurrencyCode,lineItem/UnblendedCost';
  const cur = (id: string, month: string, cost: string): string =>
    `${header}\n${id},i,1,${month}T00:00:00Z,2,Usage,${month}T00:00:00Z,${month}T01:00:00Z,AmazonEC2,USD,${cost}\n`;
  const manifest = (month: string, keys: readonly string[]): string =>
    JSON.stringify({
      reportName: 'r',
      billingPeriod: { start: `${month.replaceAll('-', '')}T000000.000Z` },
      reportKeys: keys,
    });
  const curSum = 'select sum(unblended_cost) from {{stg_aws_cur__bill_lines}} as lines';

  test('names what is read: the newest of each billing period, and nothing else in the folder', async () => {
    const landing = await openLanding();
    const period = 'aws/reports/r/20170201-20170301';
    landing.write(`${period}/old/r-1.csv`, cur('a', '2017-02-01', '1'));
    landing.write(`${period}/new/r-1.csv`, cur('a', '2017-02-01', '2'));
    landing.write(`${period}/new/r-2.csv`, cur('b', '2017-02-01', '4'));
    landing.write(`${period}/half/r-1.csv`, cur('a', '2017-02-01', '8'));
    landing.write(
      `${period}/old/r-Manifest.json`,
      manifest('2017-02-01', ['reports/r/20170201-20170301/old/r-1.csv']),
    );
    const keys = ['r-1.csv', 'r-2.csv'].map((name) => `reports/r/20170201-20170301/new/${name}`);
    landing.write(`${period}/new/r-Manifest.json`, manifest('2017-02-01', keys));
    landing.write(`${period}/r-Manifest.json`, manifest('2017-02-01', keys));
    landing.write('aws/reports/r/20170101-20170201/r-1.csv', cur('c', '2017-01-01', '16'));
    landing.write('aws/reports/r/20170101-20170201/r-Manifest.json', manifest('2017-01-01', ['r-1.csv']));
    expect(await landing.load({ bill: 'aws' })).toMatchObject({
      ok: true,
      value: { months: ['2017-01-01', '2017-02-01'] },
    });
    expect(await landing.rows(curSum)).toEqual([['22.000000000000000000']]);
  });

  test('of a data export lies in another folder than its files', async () => {
    const landing = await openLanding();
    const files = ['s3://bucket/prefix/export/data/BILLING_PERIOD=2017-02/e-00001.csv'];
    landing.write('x/export/data/BILLING_PERIOD=2017-02/e-00001.csv', cur('a', '2017-02-01', '1'));
    const json = landing.write(
      'x/export/metadata/BILLING_PERIOD=2017-02/e-Manifest.json',
      JSON.stringify({ dataFiles: files }),
    );
    expect(await landing.mistakes({ bill: json })).toBe('');
    expect(await landing.rows(curSum)).toEqual([['1.000000000000000000']]);
  });

  test('that names a file that is not there is an error', async () => {
    const landing = await openLanding();
    landing.write('m/r-1.csv', cur('a', '2017-02-01', '1'));
    landing.write('m/r-Manifest.json', manifest('2017-02-01', ['r/r-1.csv', 'r/r-2.csv']));
    expect(await landing.mistakes({ bill: 'm' })).toContain(
      'm/r-Manifest.json  error  file-not-found\n  The manifest names "r/r-2.csv"',
    );
  });

  test('cannot lead out of its folder', async () => {
    const landing = await openLanding();
    landing.write('secret.csv', cur('a', '2017-02-01', '1'));
    landing.write('m/r-Manifest.json', manifest('2017-02-01', ['../secret.csv']));
    expect(await landing.mistakes({ bill: 'm' })).toContain('file-not-found');
  });
});

describe('files that were loaded before', () => {
  test('are not read again unless they changed', async () => {
    const landing = await openLanding();
    const file = landing.write('b-2017-02.csv', bill('1'));
    await landing.load({ bill: file });
    landing.events.length = 0;
    await landing.load({ bill: file });
    expect(landing.events).toContainEqual(
      expect.objectContaining({ kind: 'files-found', files: 1, unchanged: 1 }),
    );
    // Another date, the same content.
    utimesSync(file, new Date(0), new Date(0));
    await landing.load({ bill: file });
    expect(landing.events.filter(({ kind }) => kind === 'file-loaded')).toEqual([]);
    writeFileSync(file, bill('2'));
    await landing.load({ bill: file });
    expect(landing.events.filter(({ kind }) => kind === 'file-loaded')).toHaveLength(1);
    expect(await landing.rows(sum)).toEqual([['2.000000000000000000']]);
  });

  test('are known again in another form, though only once they were read', async () => {
    const landing = await openLanding();
    const focus =
      'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,ServiceName\n3,1,USD,2017-02-01,Usage,2017-02-02,2017-02-01,EC2\n';
    await landing.load({ bill: landing.write('f.csv', focus) });
    const [before] = await landing.rows('select file_id from raw.raw_focus__charges');
    const again = landing.write('f.csv.gz', gzipSync(focus));
    expect(await landing.mistakes({ bill: again })).toBe('');
    expect(await landing.rows('select file_id from raw.raw_focus__charges')).toEqual([before]);
    const remembered = await landing.rows('select path from raw.raw_apportion__loaded_files');
    expect(remembered.flat().map((file) => path.basename(file ?? ''))).toEqual(['f.csv.gz']);
  });

  test('are read again if what was made of them is gone, and a month that is not given again is missed', async () => {
    const landing = await openLanding({}, 'kept.duckdb');
    const january = landing.write('b-2017-01.csv', bill('1'));
    const february = landing.write('b-2017-02.csv', bill('2'));
    await landing.load({ bill: [january, february] });
    rmSync(path.join(landing.folder, 'kept.duckdb.landing'), { recursive: true });
    expect(await landing.mistakes({ bill: january })).toBe(
      'warning  unreadable-file\n  What was loaded of "b-2017-02.csv" is no longer beside the database, or not whole, so 2017-02 went with it.\n  Give the file again.',
    );
    expect(await landing.rows(sum)).toEqual([['1.000000000000000000']]);
  });

  test.each(['https://user:PASSW0RD@host/x.csv', 's3://AKIA:PASS/W0RD@buck/x.csv'])(
    'are not looked for where a password is written, which is not repeated: %s',
    async (location) => {
      const landing = await openLanding();
      const mistakes = await landing.mistakes({ bill: location });
      expect(mistakes).toMatch(/^error {2}file-not-found\n {2}"(https|s3):\/\/…@\w+\/x\.csv", a location of/);
      expect(mistakes + JSON.stringify(landing.events)).not.toMatch(/user:|AKIA|PASS|W0RD/);
    },
  );

  test('are told to be lost also where none is left, which the next run will not know', async () => {
    const landing = await openLanding({}, 'kept.duckdb');
    await landing.load({ bill: landing.write('b-2017-01.csv', bill('1')) });
    const kept = path.join(landing.folder, 'kept.duckdb.landing');
    for (const name of readdirSync(kept)) truncateSync(path.join(kept, name), 0);
    expect(await landing.mistakes({})).toBe(
      'warning  unreadable-file\n  What was loaded of "b-2017-01.csv" is no longer beside the database, or not whole, so 2017-01 went with it.\n  Give the file again.\n\nerror  no-bill\n  No bill is given, and none was loaded before.\n  Give one with --source bill=FILE, or under sources in project.yml.',
    );
  });

  test('give way to new files of their month, and other months stay', async () => {
    const landing = await openLanding();
    const january = landing.write('b-2017-01.csv', bill('1'));
    const february = landing.write('b-2017-02.csv', bill('2'));
    await landing.load({ bill: [january, february] });
    expect(await landing.load({ bill: landing.write('again-2017-02.csv', bill('4')) })).toMatchObject({
      value: { months: ['2017-02-01'] },
    });
    expect(await landing.rows(sum)).toEqual([['5.000000000000000000']]);
    expect(await landing.load({ bill: [january, february] })).toMatchObject({ ok: true });
    expect(await landing.rows(sum)).toEqual([['3.000000000000000000']]);
  });

  test('give way to another format of their month', async () => {
    const landing = await openLanding();
    await landing.load({ bill: landing.write('b-2017-02.csv', bill('1')) });
    const focus =
      'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,ServiceName\n3,1,USD,2017-02-01,Usage,2017-02-02,2017-02-01,EC2\n';
    await landing.load({ bill: landing.write('f.csv', focus) });
    expect(await landing.rows(sum)).toEqual([[null]]);
    expect(await landing.rows('select sum(unblended_cost) from {{stg_focus__bill_lines}} as lines')).toEqual([
      ['3.000000000000000000'],
    ]);
  });

  test('of which one month came anew are read again when they come back', async () => {
    const landing = await openLanding();
    const header =
      'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,ServiceName';
    const row = (cost: number, month: string): string =>
      `${cost},1,USD,${month}-01,Usage,${month}-02,${month}-01,EC2\n`;
    const both = landing.write('both.csv', `${header}\n${row(1, '2017-01')}${row(2, '2017-02')}`);
    const february = landing.write('feb.csv', `${header}\n${row(4, '2017-02')}`);
    const total = async (): Promise<unknown> =>
      (await landing.rows('select sum(unblended_cost) from {{stg_focus__bill_lines}} as lines'))[0]?.[0];
    await landing.load({ bill: both });
    await landing.load({ bill: february });
    expect(await total()).toBe('5.000000000000000000');
    await landing.load({ bill: both });
    expect(await total()).toBe('3.000000000000000000');
  });

  test('stay as they are when a later load is refused', async () => {
    const landing = await openLanding();
    await landing.load({ bill: landing.write('b-2017-02.csv', bill('1')) });
    await landing.load({ bill: landing.write('b-2017-02.csv', bill('oops')) });
    expect(await landing.rows(sum)).toEqual([['1.000000000000000000']]);
  });

  test('are read again when their load spec changed', async () => {
    const landing = await openLanding();
    const file = landing.write('b-2017-02.csv', bill('1'));
    await landing.load({ bill: file });
    await landing.warehouse.execute(
      'create or replace view raw.raw_aws_dbr__line_items as select 1 as file_id',
    );
    await landing.load({ bill: file });
    expect(await landing.rows(sum)).toEqual([['1.000000000000000000']]);
  });
});

describe('the tag that names the product area', () => {
  test('is missed with a warning that lists the tags that are there, the nearest first', async () => {
    const landing = await openLanding();
    const file = landing.write('b-2017-02.csv', dbrFile([dbrRow()], ['user:Cluster', 'user:Product_Area']));
    const result = await landing.load({ bill: file });
    expect(result.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'missing-tag-key',
        hint: 'Say which it is with --vars product_area_tag=…; tags in the files: "Product_Area", "Cluster".',
      },
    ]);
    expect((await landing.load({ bill: file }, { product_area_tag: 'Cluster' })).diagnostics).toEqual([]);
  });
});
