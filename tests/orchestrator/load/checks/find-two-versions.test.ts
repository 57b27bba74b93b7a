import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLanding } from '../landing.ts';

const period = '20170201-20170301';
const header =
  'identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/CurrencyCode,lineItem/UnblendedCost';

/** A line of a month, as a report of monthly granularity has it: in each version its cost is another, and so is its id. */
function cur(cost: string, payer = '1'): string {
  const [start, end] = ['2017-02-01T00:00:00Z', '2017-03-01T00:00:00Z'];
  return `${header}\nid-${cost},${start}/${end},${payer},${start},2,Usage,${start},${end},AmazonEC2,USD,${cost}\n`;
}

const said = (one: string, other: string): string =>
  `error  two-bills-of-a-month\n  "${one}" and "${other}" are two bills of 2017-02 of payer 1: they lie in two folders of one billing period, and no manifest says which counts.\n  Give the manifest of the report too, or the newer folder only.`;

describe('two versions of a monthly report are refused', () => {
  const [old, newer] = [`b/r/${period}/aaaa/r-1.csv`, `b/r/${period}/bbbb/r-1.csv`];

  test.each([
    ['a folder', 'b'],
    ['a glob', `b/r/${period}/*/*.csv`],
    ['two folders', [`b/r/${period}/bbbb`, `b/r/${period}/aaaa`]],
    ['two files', [old, newer]],
  ])('in sibling folders of a period, given as %s', async (_, bill) => {
    const landing = await openLanding();
    landing.write(old, cur('14.25'));
    landing.write(newer, cur('15.25'));
    expect(await landing.mistakes({ bill })).toContain(said(old, newer));
  });

  test('once for two folders of several parts', async () => {
    const landing = await openLanding();
    landing.write(old, cur('14.25'));
    landing.write(newer, cur('15.25'));
    landing.write(old.replace('r-1', 'r-2'), cur('7'));
    landing.write(newer.replace('r-1', 'r-2'), cur('8'));
    expect((await landing.mistakes({ bill: 'b' })).match(/error/g)).toHaveLength(1);
  });

  test('in the folder of an execution and in that of the period itself', async () => {
    const landing = await openLanding();
    const overwritten = 'b/BILLING_PERIOD=2017-02/r-00001.csv';
    const kept = 'b/BILLING_PERIOD=2017-02/2017-02-15T03:00:00.000Z-a/r-00001.csv';
    landing.write(overwritten, cur('14.25'));
    landing.write(kept, cur('15.25'));
    expect(await landing.mistakes({ bill: 'b' })).toContain(said(kept, overwritten));
  });

  test('where the newer one comes later, until the old one is gone', async () => {
    const landing = await openLanding();
    landing.write(old, cur('14.25'));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    landing.write(newer, cur('15.25'));
    expect(await landing.mistakes({ bill: 'b' })).toContain('error  two-bills-of-a-month');
    rmSync(path.join(landing.folder, old));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
  });

  test('also where both were loaded before they were refused', async () => {
    const landing = await openLanding();
    landing.write(old, cur('14.25'));
    const elsewhere = landing.write(`b/x/bbbb/r-1.csv`, cur('15.25'));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    mkdirSync(path.join(landing.folder, path.dirname(newer)));
    renameSync(elsewhere, path.join(landing.folder, newer));
    await landing.warehouse.execute(
      `update raw.raw_apportion__loaded_files set path = replace(path, 'b/x/', 'b/r/${period}/')`,
    );
    expect(await landing.mistakes({ bill: 'b' })).toContain(said(old, newer));
    expect(landing.events.at(-1)).toMatchObject({ kind: 'files-found', unchanged: 2 });
  });
});

describe('no two versions are', () => {
  test.each([
    ['parts in one folder', [`${period}/a/r-1.csv`, `${period}/a/r-2.csv`], '1'],
    ['parts in the folder of the period', [`${period}/r-1.csv`, `${period}/r-2.csv`], '1'],
    ['reports of other names', [`${period}/a/one-1.csv`, `${period}/b/two-1.csv`], '1'],
    ['folders of two payers', [`${period}/a/r-1.csv`, `${period}/b/r-1.csv`], '9'],
    ['partitions', [`month=2/day=1/r-1.csv`, `month=2/day=2/r-1.csv`], '1'],
  ])('%s', async (_, files, payer) => {
    const landing = await openLanding();
    const [one = '', other = ''] = files;
    landing.write(`b/${one}`, cur('1'));
    landing.write(`b/${other}`, cur('2', payer));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
  });

  test('what one manifest names', async () => {
    const landing = await openLanding();
    const keys = ['a/r-1.csv', 'b/r-2.csv'].map((name) => `p/${period}/${name}`);
    landing.write(`b/${period}/r-Manifest.json`, JSON.stringify({ reportKeys: keys }));
    landing.write(`b/${period}/a/r-1.csv`, cur('1'));
    landing.write(`b/${period}/b/r-2.csv`, cur('2'));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
  });
});
