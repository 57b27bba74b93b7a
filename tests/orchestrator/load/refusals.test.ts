import { readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dbrColumns, dbrFile, dbrRow } from './dbr-file.ts';
import { dataFolder, isDataHere, type Landing, openLanding } from './landing.ts';

const focusHeader =
  'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,ServiceName';
const focusRow = (cost: string, currency = 'USD', month = '2024-09'): string =>
  `${cost},1,${currency},${month}-01,Usage,${month}-02,${month}-01,EC2`;

async function isNothingLoaded(landing: Landing): Promise<boolean> {
  const tables = landing.project.loadSpecs.map(({ name }) => `select count(*) as n from raw.${name}`);
  const [[rows] = []] = await landing.rows(`select sum(n) from (${tables.join(' union all ')}) as counts`);
  return rows === '0';
}

describe('a bill is refused, and nothing is loaded,', () => {
  test.each([
    ['$10,000.00 ', 'A spreadsheet writes values so'],
    ['', 'got an empty cell'],
    ['abc', 'got "abc"'],
    ['1_000', 'got "1_000"'],
    ['0.1234567890123456789', 'It has more digits than can be held exactly.'],
    ['123456789012345678901.5', 'It has more digits than can be held exactly.'],
    ['1.17030335550100089320E20', 'It has more digits than can be held exactly.'],
    ['9e19', 'and 15 before it'],
    ['NaN', 'got "NaN"'],
    ['1e-19', 'more digits'],
  ])('for the cost %j', async (cost, said) => {
    const landing = await openLanding();
    const good = landing.write('a-2017-01.csv', dbrFile([dbrRow()]));
    const bill = landing.write('b-2017-02.csv', dbrFile([dbrRow(), dbrRow({ UnBlendedCost: cost })]));
    const mistakes = await landing.mistakes({ bill: [good, bill] });
    expect(mistakes).toContain(
      'b-2017-02.csv:3  error  bad-value\n  Column "UnBlendedCost" is expected to hold a decimal number',
    );
    expect(mistakes).toContain(said);
    expect(await isNothingLoaded(landing)).toBe(true);
  });

  test('for a cost that is a word for nothing, which is no empty cell', async () => {
    const landing = await openLanding();
    const bill = landing.write('focus.csv', `${focusHeader}\n${focusRow('1')}\n${focusRow('NULL')}\n`);
    expect(await landing.mistakes({ bill })).toContain(
      'got an empty cell, or "NULL" or "null" without quotes.',
    );
  });

  test.each(['-', '.', '1e', '--1', '1.2.3', '1.00-'])(
    'for the cost %j, without a word about digits',
    async (UnBlendedCost) => {
      const landing = await openLanding();
      const bill = landing.write('b-2017-02.csv', dbrFile([dbrRow({ UnBlendedCost })]));
      const mistakes = await landing.mistakes({ bill });
      expect(mistakes).toContain(`as 12.5 or 6e-08; got "${UnBlendedCost}".`);
      expect(mistakes).not.toContain('more digits');
    },
  );

  test('for a time or a quantity that is none, at its line, below line breaks in cells and blank lines too', async () => {
    const landing = await openLanding();
    const rows = [
      dbrRow({ ItemDescription: 'two\nlines' }),
      dbrRow({ UsageStartDate: '4/1/25', UsageQuantity: 'many' }),
      dbrRow({ UsageEndDate: '2023-02-01T30:00:00Z' }),
    ];
    const bill = landing.write('b-2017-02.csv', dbrFile(rows));
    const mistakes = await landing.mistakes({ bill });
    expect(mistakes).toContain(
      'b-2017-02.csv:4  error  bad-value\n  Column "UsageStartDate" is expected to hold a time',
    );
    expect(mistakes).toContain(
      'b-2017-02.csv:4  error  bad-value\n  Column "UsageQuantity" is expected to hold a decimal number',
    );
    expect(mistakes).toContain('b-2017-02.csv:5  error  bad-value\n  Column "UsageEndDate"');
  });

  test('with its first three bad cells, and the number of the others', async () => {
    const landing = await openLanding();
    const rows = Array.from({ length: 10 }, () => dbrRow({ UnBlendedCost: 'x' }));
    const mistakes = await landing.mistakes({ bill: landing.write('b-2017-02.csv', dbrFile(rows)) });
    expect(mistakes.match(/error {2}bad-value/g)).toHaveLength(3);
    expect(mistakes).toContain('7 more cells of this file cannot be read.');
  });

  test('together with everything that is wrong with the other files', async () => {
    const landing = await openLanding();
    const first = landing.write('a-2017-01.csv', dbrFile([dbrRow({ UnBlendedCost: 'x' })]));
    const second = landing.write('b-2017-02.csv', `${dbrFile([dbrRow()])}"a","b"\n`);
    const mistakes = await landing.mistakes({ bill: [first, second] });
    expect(mistakes).toContain('a-2017-01.csv:2  error  bad-value');
    expect(mistakes).toContain(
      'b-2017-02.csv:3  error  ragged-row\n  The row has 2 cells, and the header has 22.',
    );
  });

  test.each([
    ['too few', '1,2'],
    ['too many', `${focusRow('1')},extra`],
  ])('for a row with %s cells', async (_, row) => {
    const landing = await openLanding();
    const bill = landing.write('f.csv', `${focusHeader}\n${focusRow('1')}\n\n${row}\n${focusRow('1')}\n`);
    expect(await landing.mistakes({ bill })).toMatch(
      /^f\.csv:4 {2}error {2}ragged-row\n {2}The row has \d cells, and the header has 8\./,
    );
    expect(await isNothingLoaded(landing)).toBe(true);
  });

  test('for a quote that is never closed', async () => {
    const landing = await openLanding();
    const bill = landing.write('f.csv', `${focusHeader}\n${focusRow('1')}\n1,"2,3\n4,5,6\n`);
    expect(await landing.mistakes({ bill })).toContain(
      'f.csv:3  error  ragged-row\n  A double quote is opened in this row and never closed',
    );
  });

  test('for a missing column, with the format that it looks like and the name that was probably meant', async () => {
    const landing = await openLanding();
    const columns = dbrColumns.map((name) => (name === 'UsageStartDate' ? 'UsageStartDat' : name));
    const mistakes = await landing.mistakes({
      bill: landing.write('b-2017-02.csv', dbrFile([dbrRow()], [], columns)),
    });
    expect(mistakes).toContain(
      'b-2017-02.csv:1  error  missing-column\n  "b-2017-02.csv" looks like AWS DBR, but has no column "UsageStartDate".',
    );
    expect(mistakes).toContain('"UsageStartDat" in the file is near "UsageStartDate"');
  });

  test.each(['UnBlendedCost', 'unblendedcost'])(
    'for a column that it cannot do without and has twice: %s',
    async (again) => {
      const landing = await openLanding();
      const row = dbrRow({ UnBlendedCost: '1', unblendedcost: '7' });
      const bill = landing.write('b-2017-02.csv', dbrFile([row], [], [again, ...dbrColumns]));
      expect(await landing.mistakes({ bill })).toContain(
        `b-2017-02.csv:1  error  unknown-format\n  The header of "b-2017-02.csv" has a column twice that AWS DBR has once: "${again}", "UnBlendedCost".`,
      );
    },
  );

  test('for a header of no format, with the nearest one and what is missing', async () => {
    const landing = await openLanding();
    const bill = landing.write('x.csv', 'InvoiceID,ProductName,Amount\n1,EC2,5\n');
    const mistakes = await landing.mistakes({ bill });
    expect(mistakes).toContain('x.csv:1  error  unknown-format');
    expect(mistakes).toContain('The nearest is AWS DBR, for which "PayerAccountId"');
    expect(mistakes).toContain('Known formats: AWS CUR, AWS CUR 2.0, AWS DBR, FOCUS.');
  });

  test('for two currencies in one month', async () => {
    const landing = await openLanding();
    const files = [
      landing.write('a.csv', `${focusHeader}\n${focusRow('1')}\n`),
      landing.write('b.csv', `${focusHeader}\n${focusRow('2', 'EUR')}\n`),
    ];
    expect(await landing.mistakes({ bill: files })).toContain(
      'mixed-currencies\n  The bill of 2024-09 mixes currencies: "EUR" and "USD" in "a.csv", "b.csv".',
    );
    expect(await isNothingLoaded(landing)).toBe(true);
  });

  test('for the same file given twice, also under another name and compressed', async () => {
    const landing = await openLanding();
    const text = dbrFile([dbrRow()]);
    const bill = landing.write('a-2017-02.csv', text);
    const copy = landing.write('b-2017-02.csv.gz', gzipSync(text));
    expect(await landing.mistakes({ bill: [bill, copy] })).toContain(
      'same-file-twice\n  "b-2017-02.csv.gz" holds the same as "a-2017-02.csv".',
    );
    expect(await landing.mistakes({ bill: [bill, bill] })).toContain('"a-2017-02.csv" is given twice.');
  });

  test('for two versions of one bill', async () => {
    const landing = await openLanding();
    const rows = [dbrRow(), dbrRow(), dbrRow()];
    const older = landing.write('old/b-2017-02.csv', dbrFile(rows.slice(0, 2)));
    const newer = landing.write('new/b-2017-02.csv', dbrFile(rows));
    expect(await landing.mistakes({ bill: [older, newer] })).toContain(
      'two-bills-of-a-month\n  "new/b-2017-02.csv" and "old/b-2017-02.csv" are two bills of 2017-02 of payer 000000000001: 2 lines stand in both.',
    );
  });

  test('for two versions of one bill whose lines have no ids', async () => {
    const landing = await openLanding();
    const body = Array.from({ length: 5 }, (_, index) => focusRow(`${index}.5`)).join('\n');
    const files = [
      landing.write('a.csv', `${focusHeader}\n${body}\n`),
      landing.write('b.csv', `${focusHeader}\n${body}\n${focusRow('9')}\n`),
    ];
    expect(await landing.mistakes({ bill: files })).toContain('two-bills-of-a-month');
  });

  test('for a month in two formats', async () => {
    const landing = await openLanding();
    const files = [
      landing.write('a.csv', `${focusHeader}\n${focusRow('1', 'USD', '2017-02')}\n`),
      landing.write('b-2017-02.csv', dbrFile([dbrRow()])),
    ];
    expect(await landing.mistakes({ bill: files })).toContain(
      'two-bills-of-a-month\n  2017-02 comes twice: as FOCUS in "a.csv" and as AWS DBR in "b-2017-02.csv".',
    );
  });

  test('for tags that are no JSON', async () => {
    const landing = await openLanding();
    const bill = landing.write('f.csv', `${focusHeader},Tags\n${focusRow('1')},{oops\n`);
    expect(await landing.mistakes({ bill })).toContain(
      'f.csv:2  error  bad-value\n  Column "Tags" is expected to hold a JSON object of tags',
    );
  });

  test.each([
    ['empty', '', 'unreadable-file\n  "b.csv" is empty (0 bytes).'],
    ['blank', ' \n\n', 'holds nothing but white space'],
    ['JSON', '{"a": 1}', 'unknown-format\n  "b.csv" holds JSON, which is no bill'],
    ['UTF-16', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'bad-encoding\n  "b.csv" is written in UTF-16'],
    ['a header alone', dbrFile([]), 'no-bill\n  None of the files given as a bill holds a line.'],
    [
      'of mixed line ends',
      `${focusHeader}\n${focusRow('1')}\r\n${focusRow('1')}\n`,
      'its lines end in different ways',
    ],
  ])('if it is %s', async (_, content, said) => {
    const landing = await openLanding();
    expect(await landing.mistakes({ bill: landing.write('b.csv', content) })).toContain(said);
  });

  test('if nothing says its month', async () => {
    const landing = await openLanding();
    const bill = landing.write('b.csv', dbrFile([dbrRow({ UsageStartDate: '', UsageEndDate: '' })]));
    expect(await landing.mistakes({ bill })).toContain(
      'unknown-month\n  Nothing in "b.csv" says which month it is for',
    );
    expect(await isNothingLoaded(landing)).toBe(true);
  });
});

describe('a header without lines', () => {
  test('is passed over with a word if another file has lines', async () => {
    const landing = await openLanding();
    const files = [
      landing.write('a.csv', `${focusHeader}\n`),
      landing.write('b.csv', `${focusHeader}\n${focusRow('1')}\n`),
    ];
    expect(await landing.mistakes({ bill: files })).toContain(
      'a.csv  warning  no-bill\n  "a.csv" has the header of FOCUS and no lines.',
    );
  });
});

const title = isDataHere
  ? "other people's files"
  : "other people's files (skipped: ../shared/data is absent)";

describe.skipIf(!isDataHere)(title, () => {
  test('that went through a spreadsheet are refused at their first odd value', async () => {
    const landing = await openLanding();
    const bill = (name: string): string => path.join(dataFolder, 'focus/spec', `${name}.csv`);
    for (const name of [
      'simple_saas_agreements_a1',
      'simple_saas_agreements_c',
      'saas_spend_agreements_b1',
    ]) {
      expect(await landing.mistakes({ bill: bill(name) })).toMatch(
        /bad-value\n {2}Column "BillingPeriodStart" is expected to hold a time.*got "\d\/1\/25"/,
      );
    }
    expect(await landing.mistakes({ bill: bill('simple_saas_agreements_a1') })).toContain(
      'got "$10,000.00 ".',
    );
    for (const name of ['virtual_currency_pricing_model_a1', 'virtual_currency_pricing_model_a2']) {
      expect(await landing.mistakes({ bill: bill(name) })).toMatch(/bad-value[\s\S]*got "4\/1\/25"/);
    }
  });

  test('that show a part of FOCUS only are refused for what every FOCUS file must have', async () => {
    const landing = await openLanding();
    const names = readdirSync(path.join(dataFolder, 'focus/spec')).filter((name) =>
      /^(commitment|flex)/.test(name),
    );
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const mistakes = await landing.mistakes({ bill: path.join(dataFolder, 'focus/spec', name) });
      expect(mistakes).toMatch(
        /missing-column\n.* looks like FOCUS, but has no column "BillingAccountId", "BillingCurrency", "ServiceName"/,
      );
    }
  });

  test('without any cost are refused', async () => {
    const landing = await openLanding();
    const mistakes = await landing.mistakes({
      bill: path.join(dataFolder, 'cur2/fivetran-seed-map-columns-no-costs.csv'),
    });
    expect(mistakes).toMatch(
      /:2 {2}error {2}bad-value\n {2}Column "line_item_unblended_cost" is expected to hold a decimal number.*got an empty cell/,
    );
  });

  test('that are manifests of nothing are refused', async () => {
    const landing = await openLanding();
    const bill = path.join(dataFolder, 'cur/manifests/ice-manifest-2018-01.json');
    expect(await landing.mistakes({ bill })).toMatch(
      /error {2}no-bill\n {2}The manifest ".*ice-manifest-2018-01\.json" names no files/,
    );
  });
});
