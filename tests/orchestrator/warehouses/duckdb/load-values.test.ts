import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatCost, parseCost } from '../../../../orchestrator/base/money.ts';
import {
  amountOfDecimal,
  amountOfDouble,
  parseText,
} from '../../../../orchestrator/warehouses/duckdb/load-values.ts';
import { openDuckDb } from '../../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../../../orchestrator/warehouses/warehouse.ts';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
});
afterAll(() => warehouse.close());

async function costsOf(texts: readonly string[]): Promise<readonly (string | null)[]> {
  const rows = texts.map((text, index) => `(${index}, '${text.replaceAll("'", "''")}')`);
  const sql = `select ${parseText('cost', 'x')} from (values ${rows.join(', ')}) as t(i, x) order by i`;
  return (await warehouse.query(sql)).rows.map(([cost]) => cost ?? null);
}

const digits = (most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: most }).map((all) => all.join(''));
const decimals = fc
  .record({
    sign: fc.constantFrom('', '-', '+'),
    whole: digits(19),
    fraction: fc.option(digits(22), { nil: undefined }),
    zeros: fc.integer({ min: 0, max: 4 }),
    exponent: fc.option(fc.integer({ min: -25, max: 20 }), { nil: undefined }),
    letter: fc.constantFrom('e', 'E'),
  })
  .map(({ sign, whole, fraction, zeros, exponent, letter }) => {
    const point = fraction === undefined ? '' : `.${fraction}${'0'.repeat(zeros)}`;
    return `${sign}${whole}${point}${exponent === undefined ? '' : `${letter}${exponent}`}`;
  });

test('reads a cost as exact arithmetic does, or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(decimals, { minLength: 1, maxLength: 60 }), async (texts) => {
      const expected = texts.map((text) => {
        const units = parseCost(text);
        // Fifteen digits before the point: a sum of decimal(38,18) has room for a hundred thousand of them.
        return units === undefined || (units < 0n ? -units : units) >= 10n ** 33n ? null : formatCost(units);
      });
      expect(await costsOf(texts)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['.4000380401804000284e2', '40.003804018040002840'],
  ['0.03050006843888000870e+2', '3.050006843888000870'],
  [`0.${'0'.repeat(60)}1e61`, '1.000000000000000000'],
  [`-0.${'0'.repeat(20)}12345e+20`, '-0.123450000000000000'],
  ['1.5000000000000000000000e3', '1500.000000000000000000'],
  ['0.1234567890123456789e+0', null],
  ['1.17030335550100089320E20', null],
  ['999999999999999.999999999999999999', '999999999999999.999999999999999999'],
  ['-1000000000000000', null],
  ['1e15', null],
  ['9e19', null],
  ['1e999', null],
])('reads the cost %s as %j', async (text, cost) => {
  expect(await costsOf([text])).toEqual([cost]);
});

test('takes no text for a cost that is none', async () => {
  const texts = [
    '',
    ' ',
    '.',
    '-',
    '1,5',
    '$1',
    '1_0',
    '0x10',
    'nan',
    'inf',
    '1e',
    'e5',
    '--1',
    '1.2.3',
    '１',
  ];
  expect(await costsOf(texts)).toEqual(texts.map(() => null));
});

test.each([
  ['timestamp', '2017-02-07T03:00:00+02:00', '2017-02-07 01:00:00'],
  ['timestamp', '2017-02-07', '2017-02-07 00:00:00'],
  ['timestamp', '4/1/25', null],
  ['timestamp', 'infinity', null],
  ['timestamp', '2023-02-30 00:00:00', null],
  ['date', '2017/02/07', '2017-02-07'],
  ['boolean', 'Y', 'true'],
  ['boolean', 'N', 'false'],
  ['boolean', 'no', 'false'],
  ['boolean', 'TRUE', 'true'],
  ['boolean', 't', 'true'],
  ['boolean', '0', 'false'],
  ['boolean', 'yes or no', null],
  ['boolean', 'maybe', null],
  ['integer', '12345678901', '12345678901'],
  ['integer', 'twelve', null],
  ['quantity', '6e-08', '0.000000060000'],
  ['quantity', '12345678901234567.5', '12345678901234567.500000000000'],
  ['quantity', 'null', null],
] as const)('reads a %s from %j as %j', async (type, text, value) => {
  const { rows } = await warehouse.query(`select ${parseText(type, 'x')} from (select '${text}' as x) as t`);
  expect(rows).toEqual([[value]]);
});

/** Doubles as bills have them, at the edges of what the quick way is for, and any at all. */
const doubles = fc.oneof(
  fc
    .tuple(fc.integer({ min: -(10 ** 15), max: 10 ** 15 }), fc.integer({ min: 0, max: 14 }))
    .map(([units, places]) => units / 10 ** places),
  fc.constantFrom(0, -0, 9999.99999999999, 10000, 0.1 + 0.2, 5e-12, 1e-11, 1 / 3, 2 ** -11, 1024 + 2 ** -11),
  fc.double({ min: -20000, max: 20000, noNaN: true }),
);

test('reads a double as its shortest text says, or leaves it to that', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(doubles, { minLength: 1, maxLength: 60 }), async (values) => {
      const rows = values.map((value, index) => `(${index}, cast('${value}' as double))`).join(', ');
      const sql = `select ${amountOfDouble('cost', 'x')}, ${amountOfDouble('quantity', 'x')} from (values ${rows}) as t(i, x) order by i`;
      const found = (await warehouse.query(sql)).rows;
      const said = values.map((value) => parseCost(String(value)));
      for (const [index, [cost, quantity]] of found.entries()) {
        const units = said[index];
        if (cost != null) expect(cost).toBe(units === undefined ? undefined : formatCost(units));
        if (quantity != null) expect(`${quantity}000000`).toBe(cost);
        // What nearly every bill has is read the quick way.
        const value = values[index] ?? 0;
        if (Math.abs(value) < 9999 && Number(value.toFixed(6)) === value) expect(cost).not.toBeNull();
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['decimal(28,11)', '12345.67890123456', '12345.678901234560000000'],
  ['decimal(28,11)', '999999999999999.99999999999', '999999999999999.999999999990000000'],
  ['decimal(28,11)', '-1000000000000000', null],
  ['decimal(38,18)', '0.000000000000000001', '0.000000000000000001'],
  ['decimal(38,0)', '99999999999999999999999999999999999999', null],
  ['decimal(18,4)', null, null],
])('reads a %s that is %s as %s', async (type, value, cost) => {
  const cell = `cast(${value === null ? 'null' : `'${value}'`} as ${type})`;
  const { rows } = await warehouse.query(
    `select ${amountOfDecimal('cost', type, 'x')} from (select ${cell} as x) as t`,
  );
  expect(rows).toEqual([[cost]]);
});

test('leaves a decimal with more digits than a cost has to its text, and every other type', () => {
  expect(amountOfDecimal('cost', 'decimal(38,19)', 'x')).toBeUndefined();
  expect(amountOfDecimal('cost', 'double', 'x')).toBeUndefined();
});
