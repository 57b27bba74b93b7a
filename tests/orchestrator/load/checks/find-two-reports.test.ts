import { tmpdir } from 'node:os';
import { init, parse } from '@guanmingchiu/sqlparser-ts';
import { describe, expect, test } from 'vitest';
import { parseStatementMonth } from '../../../../orchestrator/base/names.ts';
import { findTwoReports } from '../../../../orchestrator/load/checks/find-two-reports.ts';
import { isBillSpec } from '../../../../orchestrator/load/formats/recognize-format.ts';
import { billRowsSql } from '../../../../orchestrator/warehouses/redshift/loading/bill-rows.ts';
import { readShippedProject } from '../../../support/read-shipped-project.ts';
import { untypedColumns } from '../../../support/untyped-columns.ts';
import { openLanding } from '../landing.ts';

const period = '20170201-20170301';
const header =
  'identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/UsageType,lineItem/CurrencyCode,lineItem/UnblendedCost';

/** A line of each of some hours or days of February: neither ids nor costs are those of another report. */
function cur(
  lengths: readonly number[],
  { payer = '1', account = '2', usageType = 'BoxUsage' } = {},
): string {
  const at = (hours: number): string => new Date(Date.UTC(2017, 1, 1, hours)).toISOString();
  const lines = lengths.map((hours, index) => {
    const [start, end] = [at(index * hours), at((index + 1) * hours)];
    return `${hours}-${index},${start}/${end},${payer},${at(0)},${account},Usage,${start},${end},AmazonEC2,${usageType},USD,${hours}\n`;
  });
  return `${header}\n${lines.join('')}`;
}

const hourly = cur(Array(48).fill(1));
const daily = cur([24, 24]);

const said = (one: string, other: string): string =>
  `error  two-bills-of-a-month\n  "${one}" and "${other}" are two bills of 2017-02 of payer 1: they are of two reports, and both have cost of one account and product.\n  Give one report only, which has all of the payer's bill.`;

describe('two reports of one month are refused', () => {
  test.each([
    ['cost and usage reports', `b/days/${period}/a/days-1.csv`, `b/hours/${period}/b/hours-1.csv`],
    ['reports that are overwritten', `b/days/${period}/days-1.csv`, `b/hours/${period}/hours-1.csv`],
    [
      'data exports',
      'b/days/data/BILLING_PERIOD=2017-02/days-00001.csv',
      'b/hours/data/BILLING_PERIOD=2017-02/hours-00001.csv',
    ],
    [
      'reports for Athena',
      'b/days/days/year=2017/month=2/days-00001.csv',
      'b/hours/year=2017/month=2/hours-00001.csv',
    ],
  ])('of %s', async (_, one, other) => {
    const landing = await openLanding();
    landing.write(one, daily);
    landing.write(other, hourly);
    expect(await landing.mistakes({ bill: 'b' })).toBe(said(one, other));
  });

  test.each([
    ['in the folder of the period', (report: string) => `b/${report}/${period}/${report}-Manifest.json`],
    ['copied out of it', (report: string) => `b/${report}-Manifest.json`],
  ])('where each has a manifest %s', async (_, manifestOf) => {
    const landing = await openLanding();
    for (const [report, rows] of [
      ['days', daily],
      ['hours', hourly],
    ] as const) {
      const key = `${report}/${report}/year=2017/month=2/${report}-1.csv`;
      landing.write(manifestOf(report), JSON.stringify({ reportName: report, reportKeys: [key] }));
      landing.write(`b/${key}`, rows);
    }
    const file = (report: string): string => `b/${report}/${report}/year=2017/month=2/${report}-1.csv`;
    expect(await landing.mistakes({ bill: 'b' })).toBe(said(file('days'), file('hours')));
  });

  test('where the second comes later', async () => {
    const landing = await openLanding();
    landing.write(`b/hours/${period}/hours-1.csv`, hourly);
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    landing.write(`b/days/${period}/days-1.csv`, daily);
    expect(await landing.mistakes({ bill: 'b' })).toContain('they are of two reports');
  });

  test('once for all parts of both, and whatever lines they share', async () => {
    const landing = await openLanding();
    landing.write(`b/one/${period}/one-1.csv`, hourly);
    landing.write(`b/one/${period}/one-2.csv`, daily);
    landing.write(`b/two/${period}/two-1.csv`, cur(Array(47).fill(1)));
    landing.write(`b/two/${period}/two-2.csv`, cur([12]));
    expect((await landing.mistakes({ bill: 'b' })).match(/error/g)).toHaveLength(1);
  });
});

describe('no two reports of one bill are', () => {
  test.each([
    ['those of two payers', `b/two/${period}/two-1.csv`, cur([24], { payer: '9' })],
    ['exports of other accounts', `b/two/${period}/two-1.csv`, cur([24], { account: '3' })],
    ['exports of other usage', `b/two/${period}/two-1.csv`, cur([24], { usageType: 'NatGateway-Hours' })],
    ['parts of one report', `b/one/${period}/one-2.csv`, daily],
    ['files of which nothing says what report they are of', 'b/two/two-1.csv', daily],
    ['partitions that somebody made', 'b/account=3/year=2017/month=2/two-1.csv', daily],
  ])('%s', async (_, other, rows) => {
    const landing = await openLanding();
    landing.write(`b/one/${period}/one-1.csv`, hourly);
    landing.write(other, rows);
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
  });
});

test('Redshift is asked with a type for every text, whatever columns a format has', async () => {
  await init();
  const specs = (await readShippedProject(tmpdir())).loadSpecs.filter(isBillSpec);
  const bare = specs.map((spec) => ({ ...spec, form: { ...spec.form, columns: [] } }));
  const months = [parseStatementMonth('2017-02')].filter((month) => month !== undefined);
  const asked: string[] = [];
  for (const spec of [...specs, ...bare]) {
    const session: Parameters<typeof findTwoReports>[0] = {
      billRows: (relation, files) => billRowsSql({ relation, stage: undefined, staged: new Set() }, files),
      query: async (sql) => {
        asked.push(sql);
        return { columns: [], rows: [] };
      },
    };
    const parts = ['one', 'two'].map((name) => {
      const path = `b/${name}/${period}/${name}-1.csv`;
      return { fileId: name, spec, path, manifest: undefined, shown: path, months };
    });
    await findTwoReports(session, parts);
  }
  expect(asked).toHaveLength(8);
  expect(asked.flatMap((sql) => untypedColumns(parse(sql, 'redshift')))).toEqual([]);
});
