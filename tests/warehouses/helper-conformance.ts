import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCost } from '../../orchestrator/base/money.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { questionsTo } from './questions-to.ts';

/** The part of the conformance suite that is about the helpers of a dialect: `warehouse` gives the one that is open now. */
export function describeHelpers(warehouse: () => Warehouse): void {
  const { rows, value, ask } = questionsTo(warehouse);

  describe('helpers', () => {
    it('turns costs into whole units and back, exactly, up to 10^15 dollars and beyond', async () => {
      const limit = 10n ** 37n;
      const units = fc.oneof(
        fc.bigInt({ min: -limit, max: limit }),
        fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }),
        fc.constantFrom(0n, 1n, -1n, 10n ** 18n, -(10n ** 18n), 10n ** 33n, -limit, limit),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(units, { minLength: 1, maxLength: 200 }), async (numbers) => {
          const { helpers, typeName } = warehouse().dialect;
          const costs = numbers.map(
            (number) => `select cast('${formatCost(number)}' as ${typeName('cost')}) as c`,
          );
          const sql = `select ${helpers.cost_to_units('c')} as u, ${helpers.units_to_cost(helpers.cost_to_units('c'))} as back
            from (${costs.join(' union all ')}) as costs`;
          const byNumber = (a: readonly (string | null)[], b: readonly (string | null)[]) =>
            BigInt(a[0] ?? 0) < BigInt(b[0] ?? 0) ? -1 : 1;
          const expected = numbers.map((number) => [String(number), formatCost(number)]);
          expect([...(await rows(sql))].sort(byNumber)).toEqual(expected.sort(byNumber));
        }),
        { numRuns: 20 },
      );
    });

    it('divides big integers rounding down, and knows what is left over', async () => {
      const big = fc.bigInt({ min: 0n, max: 10n ** 37n });
      await fc.assert(
        fc.asyncProperty(big, fc.bigInt({ min: 1n, max: 10n ** 19n }), async (dividend, divisor) => {
          const { big_integer, int_div, int_mod } = warehouse().dialect.helpers;
          const [a, b] = [big_integer(`'${dividend}'`), big_integer(`'${divisor}'`)];
          expect(await rows(`select ${int_div(a, b)} as q, ${int_mod(a, b)} as r`)).toEqual([
            [String(dividend / divisor), String(dividend % divisor)],
          ]);
        }),
        { numRuns: 50 },
      );
    });

    it('divides as exactly where it may take a quicker way', async () => {
      const quotients = fc.bigInt({ min: 0n, max: 10n ** 30n });
      const divisors = fc.oneof(fc.bigInt({ min: 1n, max: 10n ** 8n }), fc.bigInt({ min: 1n, max: 1000n }));
      // Just below, at and above a multiple is where an estimate goes wrong.
      const rests = fc.constantFrom('none', 'one', 'all but one');
      await fc.assert(
        fc.asyncProperty(quotients, divisors, rests, async (quotient, divisor, rest) => {
          const left = rest === 'none' ? 0n : rest === 'one' ? 1n % divisor : divisor - 1n;
          const { big_integer, quick_int_div } = warehouse().dialect.helpers;
          const sql = quick_int_div(
            big_integer(`'${quotient * divisor + left}'`),
            big_integer(`'${divisor}'`),
          );
          expect(await rows(`select ${sql} as q`)).toEqual([[String(quotient)]]);
        }),
        { numRuns: 300 },
      );
    });

    it('adds up whole numbers beyond 64 bits, and costs to the last digit', async () => {
      const { helpers, typeName } = warehouse().dialect;
      const numbers = `(select cast(9223372036854775807 as ${typeName('integer')}) as n union all select 9223372036854775807) as numbers`;
      expect(await rows(`select ${helpers.big_sum('n')} as s from ${numbers}`)).toEqual([
        ['18446744073709551614'],
      ]);
      const [a, b] = [
        helpers.cast('cost', "'1234567890123456789.000000000000000001'"),
        helpers.cast('cost', "'0.000000000000000002'"),
      ];
      expect(await ask((h) => h.add_costs(a, b))).toBe('1234567890123456789.000000000000000003');
      expect(await ask((h) => h.subtract_costs(a, b))).toBe('1234567890123456788.999999999999999999');
      expect(await ask((h) => h.cost_or_zero(b))).toBe('0.000000000000000002');
      expect(await ask((h) => `${h.cost_or_zero(h.cast('cost', 'null'))} = 0`)).toBe('true');
    });

    it('moves timestamps by every unit', async () => {
      const from = "timestamp '2017-01-31 23:59:59.500'";
      const moved = async (unit: string, count: string) => ask((h) => h.dateadd(unit, count, from));
      expect(await moved('millisecond', '500')).toBe('2017-02-01 00:00:00');
      expect(await moved('second', '-1')).toBe('2017-01-31 23:59:58.5');
      expect(await moved('minute', '1')).toBe('2017-02-01 00:00:59.5');
      expect(await moved('hour', '24')).toBe('2017-02-01 23:59:59.5');
      expect(await moved('day', '1')).toBe('2017-02-01 23:59:59.5');
      expect(await moved('month', '1')).toBe('2017-02-28 23:59:59.5');
      expect(await ask((h) => h.dateadd('day', '1', "date '2017-02-28'"))).toBe('2017-03-01 00:00:00');
    });

    it('counts milliseconds between timestamps, backwards too', async () => {
      const [a, b] = ["timestamp '2017-01-01 00:00:00'", "timestamp '2018-01-01 00:00:00.001'"];
      expect(await ask((h) => h.milliseconds_between(a, b))).toBe('31536000001');
      expect(await ask((h) => h.milliseconds_between(b, a))).toBe('-31536000001');
    });

    it('gives the first day of a month as a date', async () => {
      expect(await ask((h) => h.month_of("timestamp '2016-02-29 23:59:59.999'"))).toBe('2016-02-01');
    });

    it('matches a part of the text, and finds the first group, the whole match, or null', async () => {
      expect(await ask((h) => h.regex_match("'abc'", 'b'))).toBe('true');
      expect(await ask((h) => h.regex_match("'abc'", '^b'))).toBe('false');
      expect(await ask((h) => h.regex_extract("'service:web-1'", '^service:(.*)$'))).toBe('web-1');
      expect(await ask((h) => h.regex_extract("'i-0abc i-1'", 'i-[0-9a-f]+'))).toBe('i-0abc');
      expect(await ask((h) => h.regex_extract("'task'", '^service:(.*)$'))).toBeNull();
      expect(await ask((h) => h.regex_extract("'service:'", '^service:(.*)$'))).toBe('');
      expect(await ask((h) => h.regex_extract("'a(b'", '[(]b'))).toBe('(b');
    });

    it('replaces every match by plain text', async () => {
      expect(await ask((h) => h.regex_replace("'a-b-c'", '-', '\\1'))).toBe('a\\1b\\1c');
    });

    it('matches a whole text with a pattern, in which only the asterisk is more than itself', async () => {
      const letters = fc.constantFrom('a', 'b', '_', '%', '!', '\\', '.', 'é', '😀', '\n');
      const texts = fc.string({ unit: letters, maxLength: 4 });
      // Half of the texts are made from the pattern, so that many match.
      const cases = fc.record({
        pieces: fc.array(texts, { minLength: 1, maxLength: 6 }),
        between: fc.array(texts, { minLength: 5, maxLength: 5 }),
        other: fc.option(texts),
      });
      await fc.assert(
        fc.asyncProperty(cases, async ({ pieces, between, other }) => {
          const text = other ?? pieces.reduce((whole, piece, place) => whole + between[place - 1] + piece);
          const { literal, helpers } = warehouse().dialect;
          const given = await ask(() => helpers.matches_glob(literal(text), literal(pieces.join('*'))));
          const quoted = pieces.map((piece) => piece.replace(/[.\\]/g, '\\$&'));
          expect(given).toBe(String(new RegExp(`^${quoted.join('.*')}$`, 'su').test(text)));
        }),
        { numRuns: 200 },
      );
    });

    it('does not try every place for every asterisk of a pattern', async () => {
      const started = performance.now();
      expect(await ask((h) => h.matches_glob(`repeat('ab', 1500)`, "'*a*b*c'"))).toBe('false');
      expect(performance.now() - started).toBeLessThan(5000);
    });

    it('joins the values of a group in order', async () => {
      const sql = warehouse().dialect.helpers.string_agg('name', "', '", 'name desc');
      expect(
        await rows(`select ${sql} as s from (select 'a' as name union all select 'b') as names`),
      ).toEqual([["b', 'a"]]);
    });

    it('reads a key of a JSON object, whatever its name', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: 'grapheme', maxLength: 12 }),
          fc.string({ maxLength: 8 }),
          async (key, text) => {
            fc.pre(!/\0/.test(text + key));
            const json = warehouse().dialect.literal(JSON.stringify({ other: 1, [key]: text }));
            expect(await ask((h) => h.json_text(json, key))).toBe(text);
            expect(await ask((h) => h.json_text_of(json, h.literal(key)))).toBe(text);
          },
        ),
        { numRuns: 50 },
      );
      for (const key of ['"', '\\', 'a"b\\c']) {
        const json = warehouse().dialect.literal(JSON.stringify({ [key]: '' }));
        expect(await ask((h) => h.json_text_of(json, h.literal(key)))).toBe('');
      }
      expect(await ask((h) => h.json_text(`'{"a": null}'`, 'a'))).toBeNull();
      expect(await ask((h) => h.json_text(`'{"a": 12}'`, 'a'))).toBe('12');
      expect(await ask((h) => h.json_text(`'{"a": 12}'`, 'A'))).toBeNull();
      expect(await ask((h) => h.json_text(`'{bad'`, 'a'))).toBeNull();
      expect(await ask((h) => h.json_text('cast(null as varchar)', 'a'))).toBeNull();
    });

    it('sums a field of the objects in a JSON array', async () => {
      const { helpers, literal, typeName } = warehouse().dialect;
      await warehouse().execute(`create table conformance.documents (j ${typeName('text')})`);
      // A column, as in models: a warehouse may work out what is done to a literal before it looks at any condition.
      const sum = async (json: string | null, field: string) => {
        await warehouse().transaction([
          'delete from conformance.documents',
          `insert into conformance.documents (j) values (${json === null ? 'null' : literal(json)})`,
        ]);
        return value(`(select ${helpers.json_array_sum('j', field)} from conformance.documents)`);
      };
      const containers = '[{"cpu": 10}, {"cpu": "20"}, {"name": "x"}, {"cpu": "many"}]';
      expect(await sum(containers, 'cpu')).toBe('30');
      expect(await sum(containers, 'memory')).toBeNull();
      expect(await sum('[]', 'cpu')).toBeNull();
      expect(await sum('{bad', 'cpu')).toBeNull();
      expect(await sum(null, 'cpu')).toBeNull();
    });

    it('finds the object of a JSON array by one field and gives another', async () => {
      const resources = `[{"name": "CPU", "integerValue": 36864}, {"name": "MEMORY", "integerValue": 61440}]`;
      // A column, as in models: a warehouse may work out what is done to a literal before it looks at any condition.
      await warehouse().execute(`create table conformance.documents as select '${resources}' as j`);
      const find = async (name: string) => {
        const { json_array_find } = warehouse().dialect.helpers;
        return rows(
          `select ${json_array_find('j', 'name', name, 'integerValue')} as s from conformance.documents`,
        );
      };
      expect(await find('MEMORY')).toEqual([['61440']]);
      expect(await find("x' or '1")).toEqual([[null]]);
    });

    it('hashes text to 32 lower-case hexadecimal digits', async () => {
      expect(await ask((h) => h.md5("'apportion'"))).toMatch(/^[0-9a-f]{32}$/);
      expect(await ask((h) => h.md5("''"))).toBe('d41d8cd98f00b204e9800998ecf8427e');
    });

    it('digests the texts of a group, whatever their order', async () => {
      const { digest_of } = warehouse().dialect.helpers;
      const digest = (...names: readonly string[]) =>
        value(
          `(select ${digest_of('name')} from (${names.map((name) => `select '${name}' as name`).join(' union all ')}) as names)`,
        );
      expect(await digest('a', 'b', 'a')).toMatch(/^[0-9a-f]{32}$/);
      expect(await digest('b', 'a', 'a')).toBe(await digest('a', 'b', 'a'));
      expect(await digest('a', 'b')).not.toBe(await digest('a', 'b', 'a'));
      expect(await digest('a', 'b', 'b')).not.toBe(await digest('a', 'b', 'a'));
    });

    it('quotes any text', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
          expect(await ask((h) => h.literal(text))).toBe(text);
        }),
        { numRuns: 100 },
      );
      expect(await ask((h) => h.literal('it\'s \\ -- /* " \n'))).toBe('it\'s \\ -- /* " \n');
    });

    it('casts to every portable type, and to no other', async () => {
      expect(await ask((h) => h.cast('cost', "'6e-08'"))).toBe('0.000000060000000000');
      expect(await ask((h) => h.cast('date', "'2017-02-01'"))).toBe('2017-02-01');
      expect(await ask((h) => h.cast('integer', "'12'"))).toBe('12');
      expect(await ask((h) => h.cast('boolean', "'true'"))).toBe('true');
      expect(await ask((h) => h.cast('timestamp', "'2017-02-01 01:02:03'"))).toBe('2017-02-01 01:02:03');
      expect(await ask((h) => h.cast('text', '12'))).toBe('12');
      expect(() => warehouse().dialect.helpers.cast('constructor', '1')).toThrow(
        '"constructor" is not a type',
      );
      expect(() => warehouse().dialect.helpers.dateadd('week', '1', 'x')).toThrow('"week" is not a unit');
    });
  });
}
