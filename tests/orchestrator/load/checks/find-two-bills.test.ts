import { tmpdir } from 'node:os';
import { init, parse } from '@guanmingchiu/sqlparser-ts';
import { describe, expect, test } from 'vitest';
import { parseStatementMonth } from '../../../../orchestrator/base/names.ts';
import { findTwoBills } from '../../../../orchestrator/load/checks/find-two-bills.ts';
import { isBillSpec } from '../../../../orchestrator/load/formats/recognize-format.ts';
import { billRowsSql } from '../../../../orchestrator/warehouses/redshift/loading/bill-rows.ts';
import { redshiftDialect } from '../../../../orchestrator/warehouses/redshift/sql/dialect.ts';
import { readShippedProject } from '../../../support/read-shipped-project.ts';
import { untypedColumns } from '../../../support/untyped-columns.ts';
import { type DbrRow, dbrColumns, dbrFile, dbrRow } from '../dbr-file.ts';
import { type Landing, openLanding } from '../landing.ts';

const plainColumns = dbrColumns.filter((name) => name !== 'RecordId' && name !== 'ResourceId');
const lines = ['1.5', '2.5', '3.5'].map((cost) => dbrRow({ UnBlendedCost: cost }));
const change = (rows: readonly DbrRow[], over: (row: DbrRow) => DbrRow): DbrRow[] =>
  rows.map((row) => ({ ...row, ...over(row) }));

function statementTotal(cost: string, over: DbrRow = {}): DbrRow {
  return dbrRow({
    RecordId: '',
    InvoiceID: '',
    LinkedAccountId: '',
    RecordType: 'StatementTotal',
    UsageStartDate: '',
    UsageEndDate: '',
    ItemDescription: 'Total statement amount for period 2017-02-01 00:00:00 - 2017-02-28 23:59:59',
    UnBlendedCost: cost,
    ...over,
  });
}

async function mistakesOf(landing: Landing, first: string, second: string): Promise<string> {
  return landing.mistakes({
    bill: [landing.write('a-2017-02.csv', first), landing.write('b-2017-02.csv', second)],
  });
}

const twoBills = 'two-bills-of-a-month\n  "a-2017-02.csv" and "b-2017-02.csv" are two bills of 2017-02';

describe('two versions of one DBR are refused', () => {
  test('if the second has new RecordIds', async () => {
    const again = change(lines, ({ RecordId = '' }) => ({ RecordId: `9${RecordId}` }));
    expect(await mistakesOf(await openLanding(), dbrFile(lines), dbrFile(again))).toContain(
      `${twoBills} of payer 000000000001: 3 lines stand in both.`,
    );
  });

  test('if neither has RecordIds and the second has the number of the invoice', async () => {
    const invoiced = change(lines, () => ({ InvoiceID: '77' }));
    const files = [dbrFile(lines, [], plainColumns), dbrFile(invoiced, [], plainColumns)] as const;
    expect(await mistakesOf(await openLanding(), ...files)).toContain(`${twoBills} of payer 000000000001: 3`);
  });

  test('if both have a StatementTotal, whatever their lines are', async () => {
    const restated = change(lines, ({ RecordId = '' }) => ({ RecordId: `9${RecordId}`, UnBlendedCost: '7' }));
    const files = [
      dbrFile([...lines, statementTotal('7.5')]),
      dbrFile([...restated, statementTotal('21')]),
    ] as const;
    expect(await mistakesOf(await openLanding(), ...files)).toContain(
      `${twoBills} of payer 000000000001: each of them states a total of the month.`,
    );
  });

  test('if one is by resource and with RecordIds, and the other is without both', async () => {
    const byResource = change(lines, ({ RecordId }) => ({ ResourceId: `i-${RecordId}` }));
    const summed = [dbrRow({ UnBlendedCost: '7.5' })];
    const files = [dbrFile(byResource), dbrFile(summed, [], plainColumns)] as const;
    expect(await mistakesOf(await openLanding(), ...files)).toContain(
      `${twoBills} of payer 000000000001: only "a-2017-02.csv" has ids of its lines.`,
    );
  });
});

describe('no two versions are', () => {
  test('two parts of one report, of which one has the totals', async () => {
    const landing = await openLanding();
    const others = ['4.5', '5.5'].map((cost) => dbrRow({ UnBlendedCost: cost }));
    const rounding = dbrRow({ RecordType: 'Rounding', RecordId: '', UnBlendedCost: '0.01' });
    expect(
      await mistakesOf(landing, dbrFile(lines), dbrFile([...others, rounding, statementTotal('17.51')])),
    ).toBe('');
  });

  test('two parts that share a few lines which differ in their ids only', async () => {
    const shared = change(lines.slice(0, 1), ({ RecordId = '' }) => ({ RecordId: `9${RecordId}` }));
    const others = ['4.5', '5.5'].map((cost) => dbrRow({ UnBlendedCost: cost }));
    expect(await mistakesOf(await openLanding(), dbrFile(lines), dbrFile([...shared, ...others]))).toBe('');
  });

  test('the bills of two payers that bought the same', async () => {
    const all = [...lines, statementTotal('7.5')];
    const other = change(all, () => ({ PayerAccountId: '000000000009' }));
    expect(await mistakesOf(await openLanding(), dbrFile(all), dbrFile(other))).toBe('');
  });
});

const focusHeader =
  'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,ServiceName,InvoiceId';
const curHeader =
  'identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/CurrencyCode,lineItem/UnblendedCost';

describe('two versions of another format are refused', () => {
  const focus = (invoice: string): string =>
    [
      focusHeader,
      ...[1, 2, 3].map((cost) => `${cost},1,USD,2017-02-01,Usage,2017-02-02,2017-02-01,EC2,${invoice}`),
    ].join('\n');

  test('if the second FOCUS has the id of the invoice', async () => {
    expect(await mistakesOf(await openLanding(), focus(''), focus('77'))).toContain(
      `${twoBills} of payer 1: 3 lines stand in both.`,
    );
  });

  const cur = (id: string): string =>
    [
      curHeader,
      ...[1, 2, 3].map(
        (cost) =>
          `${id}${cost},t,1,2017-02-01T00:00:00Z,2,Usage,2017-02-07T03:00:00Z,2017-02-07T04:00:00Z,AmazonEC2,USD,${cost}`,
      ),
    ].join('\n');

  test('if the second CUR has new line item ids', async () => {
    expect(await mistakesOf(await openLanding(), cur('x'), cur('y'))).toContain(
      `${twoBills} of payer 1: 3 lines stand in both.`,
    );
  });
});

describe('files that one manifest names', () => {
  const period = 'cur/20170201-20170301';
  const curLine = (id: string, cost: string): string =>
    `${id},t,1,2017-02-01T00:00:00Z,2,Usage,2017-02-07T03:00:00Z,2017-02-07T04:00:00Z,AmazonEC2,USD,${cost}`;
  const cur = (...rows: readonly string[]): string => [curHeader, ...rows].join('\n');
  const manifest = (...keys: readonly string[]): string =>
    JSON.stringify({
      reportName: 'r',
      billingPeriod: { start: '20170201T000000.000Z' },
      reportKeys: keys.map((key) => `p/${period}/${key}`),
    });

  test.each([
    ['lines that differ in their ids only', [curLine('a', '1')], [curLine('b', '1')], '2'],
    ['an id', [curLine('a', '1')], [curLine('a', '2'), curLine('c', '4')], '7'],
  ])('are parts of one bill, though they share %s; also in a later load', async (_, one, other, cost) => {
    const landing = await openLanding();
    landing.write(`b/${period}/v/r-1.csv`, cur(...one));
    landing.write(`b/${period}/v/r-2.csv`, cur(...other));
    landing.write(`b/${period}/r-Manifest.json`, manifest('v/r-1.csv', 'v/r-2.csv'));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    landing.write(`b/${period}/v/r-2.csv`, `${cur(...other)}\n`);
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    expect(
      await landing.rows('select sum(unblended_cost) from {{stg_aws_cur__bill_lines}} as lines'),
    ).toEqual([[`${cost}.000000000000000000`]]);
  });

  test('are compared with a file that it does not name', async () => {
    const landing = await openLanding();
    landing.write(`b/${period}/v/r-1.csv`, cur(curLine('a', '1')));
    landing.write(`b/${period}/v/r-2.csv`, cur(curLine('a', '2')));
    landing.write(`b/${period}/r-Manifest.json`, manifest('v/r-1.csv', 'v/r-2.csv'));
    landing.write('b/x.csv', cur(curLine('a', '4'), curLine('d', '8')));
    const mistakes = await landing.mistakes({ bill: 'b' });
    for (const name of ['r-1', 'r-2'])
      expect(mistakes).toContain(
        `"b/${period}/v/${name}.csv" and "b/x.csv" are two bills of 2017-02 of payer 1: 1 lines stand in both.`,
      );
    expect(mistakes.match(/error/g)).toHaveLength(2);
  });

  test('with the same content are told all the same', async () => {
    const landing = await openLanding();
    landing.write(`b/${period}/v/r-1.csv`, cur(curLine('a', '1')));
    landing.write(`b/${period}/v/r-2.csv`, cur(curLine('a', '1')));
    landing.write(`b/${period}/r-Manifest.json`, manifest('v/r-1.csv', 'v/r-2.csv'));
    expect(await landing.mistakes({ bill: 'b' })).toContain('error  same-file-twice');
  });
});

test('Redshift is asked with a type for every text, whatever columns a format has', async () => {
  await init();
  const specs = (await readShippedProject(tmpdir())).loadSpecs.filter(isBillSpec);
  const withoutPayer = specs.map((spec) => {
    const columns = spec.form.columns.filter(({ name }) => name !== 'payer_account_id');
    return { ...spec, form: { ...spec.form, columns } };
  });
  const months = [parseStatementMonth('2017-02')].filter((month) => month !== undefined);
  const asked: string[] = [];
  for (const spec of [...specs, ...withoutPayer]) {
    const session: Parameters<typeof findTwoBills>[0] = {
      billRows: (relation, files) => billRowsSql({ relation, stage: undefined, staged: new Set() }, files),
      query: async (sql) => {
        asked.push(sql);
        return { columns: [], rows: [] };
      },
    };
    const parts = ['a', 'b'].map((id) => ({
      fileId: id,
      spec,
      path: id,
      manifest: undefined,
      shown: id,
      months,
    }));
    await findTwoBills(session, redshiftDialect, spec, parts);
  }
  expect(asked).toHaveLength(8);
  expect(asked.flatMap((sql) => untypedColumns(parse(sql, 'redshift')))).toEqual([]);
});
