import { init } from '@guanmingchiu/sqlparser-ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { redshiftDialect } from '../../../../../orchestrator/warehouses/redshift/sql/dialect.ts';
import { evaluateRow } from '../../../../support/evaluate-redshift.ts';
import { decimal, integer, RedshiftOverflow } from '../../../../support/redshift-decimals.ts';

const { helpers, identifier, literal, relation, createBill, layout, drop } = redshiftDialect;
const largest = 10n ** 38n - 1n;

beforeAll(() => init());

/** An expression over columns that are big integers, by the rules that Redshift has for the digits of decimals. */
function evaluated(expression: string, columns: Readonly<Record<string, bigint>>) {
  const row = Object.entries(columns).map(([name, number]) => [name, decimal(number, 38, 0)] as const);
  return evaluateRow(`select ${expression} as x from parts`, Object.fromEntries(row)).x;
}

describe('division', () => {
  it('loses no digit of a quotient below 10^34, however large the dividend is', () => {
    const division = fc
      .tuple(fc.bigInt(0n, largest), fc.bigInt(1n, 10n ** 19n), fc.constantFrom(0n, 1n, -1n))
      .map(([near, divisor, off]) => [near - (near % divisor) + off, divisor] as const)
      .filter(
        ([dividend, divisor]) => dividend >= 0n && dividend <= largest && dividend / divisor < 10n ** 34n,
      );
    fc.assert(
      fc.property(division, ([a, b]) => {
        expect(evaluated(helpers.int_div('a', 'b'), { a, b })).toEqual(decimal(a / b, 38, 0));
        expect(evaluated(helpers.int_mod('a', 'b'), { a, b })).toEqual(decimal(a % b, 38, 0));
      }),
      { numRuns: 500, examples: [[[largest, 10n ** 4n]], [[largest, 10n ** 19n]], [[10n ** 34n - 1n, 1n]]] },
    );
  });

  it('ends the statement where a quotient is larger, and never gives a wrong one', () => {
    expect(() => evaluated(helpers.int_div('a', 'b'), { a: largest, b: 1n })).toThrow(RedshiftOverflow);
  });

  it('would overflow without the factor, which leaves the bits of the dividend as they are', () => {
    const plain = 'cast((a - mod(a, b)) / b as decimal(38,0))';
    const columns = { a: 10n ** 36n, b: 10n ** 18n };
    expect(() => evaluated(plain, columns)).toThrow('needs more than 128 bits');
    expect(evaluated(helpers.int_div('a', 'b'), columns)).toEqual(decimal(10n ** 18n, 38, 0));
  });

  it('takes integers as they come, since mod would not have a decimal beside one', () => {
    const row = { a: integer(10n ** 18n + 1n, 'bigint') };
    expect(evaluateRow(`select ${helpers.int_div('a', '86400000')} as x from parts`, row).x).toEqual(
      decimal(11574074074n, 38, 0),
    );
    expect(() => evaluateRow('select mod(a, 86400000) as x from parts', row)).toThrow(
      'mod of bigint and integer',
    );
  });
});

describe('costs', () => {
  const cost = (unscaled: bigint) => decimal(unscaled, 38, 18);
  const limit = 10n ** 37n - 1n;

  it('are turned into units and back with all of their digits', () => {
    fc.assert(
      fc.property(fc.bigInt(-largest, largest), (units) => {
        const row = { cost: cost(units) };
        const there = helpers.cost_to_units('cost');
        expect(evaluateRow(`select ${there} as x from parts`, row).x).toEqual(decimal(units, 38, 0));
        expect(evaluateRow(`select ${helpers.units_to_cost(there)} as x from parts`, row).x).toEqual(
          row.cost,
        );
      }),
    );
  });

  it('are added and subtracted with 18 digits after the point, which the sum has room for', () => {
    fc.assert(
      fc.property(fc.bigInt(-limit, limit), fc.bigInt(-limit, limit), (a, b) => {
        const row = { a: cost(a), b: cost(b) };
        expect(evaluateRow(`select ${helpers.add_costs('a', 'b')} as x from parts`, row).x).toEqual(
          cost(a + b),
        );
        expect(evaluateRow(`select ${helpers.subtract_costs('a', 'b')} as x from parts`, row).x).toEqual(
          cost(a - b),
        );
      }),
    );
  });
});

describe('texts and names', () => {
  it('writes a backslash twice, since it begins an escape', () => {
    expect(literal("a\\'b")).toBe("'a\\\\''b'");
    expect(literal('a\0b')).toBe("('a' || chr(0) || 'b')");
    expect(helpers.regex_match('t', '\\d')).toBe("((t) ~ '\\\\d')");
  });

  it('quotes names that are reserved words or have odd characters', () => {
    expect(['raw', 'tag', 'open', 'costs', 'Costs', 'a"b'].map(identifier)).toEqual([
      '"raw"',
      '"tag"',
      '"open"',
      'costs',
      '"Costs"',
      '"a""b"',
    ]);
    expect(relation({ schema: 'raw', name: 'raw_x__lines' })).toBe('"raw".raw_x__lines');
  });

  it('makes the table of a bill with the length of every text and the digits of every decimal', () => {
    const columns = (['text', 'integer', 'cost', 'quantity'] as const).map((type) => ({
      name: `a_${type}`,
      type,
    }));
    expect(createBill({ schema: 'raw', name: 'raw_x', columns })).toBe(
      'create table if not exists "raw".raw_x (a_text varchar(65535), a_integer bigint, a_cost decimal(38,18), a_quantity decimal(38,12)) diststyle even',
    );
  });

  it('knows the portable types and units of time, and no others', () => {
    expect(() => helpers.cast('constructor', 'x')).toThrow('"constructor" is not a type');
    expect(() => helpers.dateadd('week', '1', 'x')).toThrow('"week" is not a unit');
  });
});

describe('the text of an expression', () => {
  it('casts what is a big integer already no second time', () => {
    const { big_integer, int_mod } = helpers;
    expect(big_integer(big_integer('a'))).toBe('cast(a as decimal(38,0))');
    expect(int_mod(big_integer("')'"), int_mod('a', 'b'))).toBe(
      "mod(cast(')' as decimal(38,0)), mod(cast(a as decimal(38,0)), cast(b as decimal(38,0))))",
    );
    const sum = `${big_integer('a')} + ${big_integer('b')}`;
    expect(big_integer(sum)).toBe(`cast(${sum} as decimal(38,0))`);
    expect(big_integer('mod(a, b) + mod(c, d)')).toBe('cast(mod(a, b) + mod(c, d) as decimal(38,0))');
    expect(big_integer("mod(a, '\\'') + b)")).toBe("cast(mod(a, '\\'') + b) as decimal(38,0))");
  });

  it('hashes each column of a list by itself, a comma in parentheses or quotes separating nothing', () => {
    expect(helpers.row_hash('\n  a, coalesce(b, \',\'), "c,d"\n').match(/cast\(fnv_hash\(.*?\) as/g)).toEqual(
      ['cast(fnv_hash(a) as', "cast(fnv_hash(coalesce(b, ',')) as", 'cast(fnv_hash("c,d") as'],
    );
  });

  it('joins texts by listagg', () => {
    expect(helpers.string_agg('name', ', ', 'name desc')).toBe(
      "listagg(name, ', ') within group (order by name desc)",
    );
  });
});

describe('what is said of tables', () => {
  it('says how a table is laid out, with names in quotes that need them', () => {
    expect(layout(undefined)).toBe('');
    expect(layout({ dist: 'all' })).toBe(' diststyle all');
    expect(layout({ sort: ['a', 'order'] })).toBe(' sortkey(a, "order")');
    expect(layout({ dist: 'tag"', sort: ['a'] })).toBe(' diststyle key distkey("tag""") sortkey(a)');
  });

  it('drops several relations in one statement, and none in none', () => {
    expect(drop('view', [])).toEqual([]);
    expect(
      drop('table', [
        { schema: 'raw', name: 'a' },
        { schema: 's', name: 'b"' },
      ]),
    ).toEqual(['drop table "raw".a, s."b"""']);
  });
});
