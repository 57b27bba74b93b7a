import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCost } from '../../orchestrator/base/money.ts';
import type { Dialect } from '../../orchestrator/warehouses/dialect.ts';
import { openDuckDb } from '../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import { redshiftDialect } from '../../orchestrator/warehouses/redshift/sql/dialect.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { openPostgres, type RedshiftStandIn } from '../support/open-postgres.ts';
import { helperExamples, mulDiv } from './helper-examples.ts';

let duckdb: Warehouse;
let redshift: RedshiftStandIn;
beforeAll(async () => {
  [duckdb, redshift] = await Promise.all([openDuckDb({ path: ':memory:', threads: 2 }), openPostgres()]);
});
afterAll(() => Promise.all([duckdb.close(), redshift.close()]));

/** What a query gives in both, its column `answer` (or whatever it is called) as text. */
async function inBoth(query: (dialect: Dialect) => string) {
  const asText = (sql: string, type: string) =>
    `select cast(answer as ${type}) from (${sql}) as asked(answer)`;
  return {
    duckdb: (await duckdb.query(asText(query(duckdb.dialect), 'varchar'))).rows,
    redshift: await redshift.rows(asText(query(redshiftDialect), 'varchar(65535)')),
  };
}

describe('a helper gives the same in DuckDB and in what stands for Redshift', () => {
  for (const absent of ['null', 'empty']) {
    it.each(Object.entries(helperExamples))(`%s, where an absent key is ${absent}`, async (_, examples) => {
      await redshift.execute(`set redshift.absent = '${absent}'`);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        const given = await inBoth((dialect) => example(dialect.helpers, dialect));
        expect(given.redshift).toEqual(given.duckdb);
        expect(given.duckdb.length).toBeGreaterThan(0);
      }
    });
  }

  it('ends the statement at an array that is too long to be added up, rather than add up a part of it', async () => {
    const items = Array.from({ length: 21 }, () => ({ cpu: 1, name: 'CPU' }));
    const { json_array_sum, json_array_find } = redshiftDialect.helpers;
    const expressions = [json_array_sum('t', 'cpu'), json_array_find('t', 'name', 'CPU', 'cpu')];
    for (const expression of expressions) {
      // Of a column, as in a model: what is constant may be worked out wherever it stands.
      const query = (length: number) =>
        `select ${expression} from (select '[]' as t union all select ${redshiftDialect.literal(JSON.stringify(items.slice(0, length)))}) as lists`;
      expect(await redshift.rows(query(20))).toHaveLength(2);
      await expect(redshift.rows(query(21))).rejects.toThrow('More than 20 items: [{"cpu":1');
    }
  });

  it('sees which rows are the same as others, nulls being values like any other', async () => {
    const [example] = helperExamples.row_hash;
    const given = await inBoth((dialect) => example?.(dialect.helpers, dialect) ?? '');
    expect(given.duckdb.flat()).toEqual(['0', '1', '0', '3', '4', '5', '3', '7', '8']);
  });
});

/** Numbers as large as the limit, and often one below, at or above a power of ten or two. */
const upTo = (limit: bigint): fc.Arbitrary<bigint> => {
  const powers = [10n, 2n].flatMap((base) =>
    Array.from({ length: 127 }, (_, power) => base ** BigInt(power)),
  );
  const edges = powers.flatMap((power) => [power - 1n, power, power + 1n]).filter((edge) => edge <= limit);
  return fc.oneof(fc.bigInt(0n, limit), fc.constantFrom(...edges, limit));
};
const largest = 10n ** 38n - 1n;

/** Expects of a list of rows of whole numbers that an expression over `a`, `b`, `c` gives what is expected, in both. */
async function expectOfEach(
  rows: readonly (readonly bigint[])[],
  expression: (helpers: Dialect['helpers']) => string,
  expected: readonly string[],
): Promise<void> {
  const given = await inBoth(({ helpers }) => {
    const selects = rows.map((row, place) => {
      const columns = row.map((number, at) => `${helpers.big_integer(`'${number}'`)} as ${'abc'[at]}`);
      return `select ${place} as place, ${columns.join(', ')}`;
    });
    return `select answer from (select place, ${expression(helpers)} as answer from (${selects.join(' union all ')}) as given) as answers order by place`;
  });
  expect(given.duckdb.flat()).toEqual(expected);
  expect(given.redshift.flat()).toEqual(expected);
}

const check = <T>(one: fc.Arbitrary<T>, of: (rows: readonly T[]) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(fc.array(one, { minLength: 50, maxLength: 50 }), of), {
    numRuns: 12,
    endOnFailure: true,
  });

describe('digit for digit, up to the largest numbers', () => {
  // A multiple of the divisor, one more and one less: there a quotient that is rounded would show.
  const division = fc
    .tuple(upTo(10n ** 19n), upTo(largest), fc.constantFrom(0n, 1n, -1n))
    .map(([by, near, off]) => {
      const divisor = by === 0n ? 1n : by;
      const dividend = near - (near % divisor) + off;
      return [dividend < 0n ? 0n : dividend > largest ? largest : dividend, divisor] as const;
    });

  it('divides by int_div and int_mod', async () => {
    await check(division, async (rows) => {
      await expectOfEach(
        rows,
        (h) => h.int_div('a', 'b'),
        rows.map(([a, b]) => String(a / b)),
      );
      await expectOfEach(
        rows,
        (h) => h.int_mod('a', 'b'),
        rows.map(([a, b]) => String(a % b)),
      );
    });
  });

  it('divides by quick_int_div', async () => {
    await check(division, async (all) => {
      const rows = all.filter(([a, b]) => a / b < 10n ** 30n);
      await expectOfEach(
        rows,
        (h) => h.quick_int_div('a', 'b'),
        rows.map(([a, b]) => String(a / b)),
      );
    });
  });

  it('gives shares by small_int_div, small_int_mod and quick_mul_div', async () => {
    const share = fc.tuple(upTo(2n ** 63n - 1n), upTo(2n ** 50n), upTo(2n ** 50n)).map(([factor, a, b]) => {
      const [numerator, denominator] = a < b ? [a, b] : [b, a];
      return [factor, numerator, denominator === 0n ? 1n : denominator] as const;
    });
    await check(share, (rows) =>
      expectOfEach(
        rows,
        (h) => mulDiv(h, 'a', 'b', 'c'),
        rows.map(([a, b, c]) => String((a * b) / c)),
      ),
    );
  });

  it('turns costs into units and back by cost_to_units and units_to_cost', async () => {
    const signed = fc
      .tuple(upTo(largest), fc.boolean())
      .map(([n, isNegative]) => [isNegative ? -n : n] as const);
    await check(signed, async (rows) => {
      const costs = rows.map(([units]) => formatCost(units));
      await expectOfEach(rows, (h) => h.units_to_cost('a'), costs);
      await expectOfEach(
        rows,
        (h) => h.cost_to_units(h.units_to_cost('a')),
        rows.map(([units]) => String(units)),
      );
    });
  });
});
