import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnTypes } from '../../orchestrator/base/column-type.ts';
import { formatCost } from '../../orchestrator/base/money.ts';
import type { DialectHelpers } from '../../orchestrator/warehouses/dialect.ts';
import { type Warehouse, WarehouseError } from '../../orchestrator/warehouses/warehouse.ts';

/**
 * What every warehouse does in the same way. `open` gives an empty one; the suite makes a schema in it, works in that
 * only, and closes it.
 */
export function describeWarehouse(name: string, open: () => Promise<Warehouse>): void {
  describe(name, () => {
    let warehouse: Warehouse;
    beforeEach(async () => {
      warehouse = await open();
      await warehouse.execute('create schema conformance');
    });
    afterEach(() => warehouse.close());

    const rows = async (sql: string, limit?: number) => (await warehouse.query(sql, limit)).rows;
    const value = async (expression: string) => (await rows(`select ${expression} as answer`))[0]?.[0];
    const ask = async (helper: (helpers: DialectHelpers) => string) =>
      value(helper(warehouse.dialect.helpers));
    const refusal = async (work: Promise<unknown>): Promise<WarehouseError> => {
      const error: unknown = await work.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(WarehouseError);
      return error as WarehouseError;
    };

    const expectNoLoading = async (why: string) => {
      const error = await refusal(warehouse.loading(async () => expect.unreachable()));
      expect(error.message).toBe(why);
    };

    describe('values', () => {
      it('gives every digit of a decimal', async () => {
        expect(await value("cast('12345678901234567890.123456789012345678' as decimal(38,18))")).toBe(
          '12345678901234567890.123456789012345678',
        );
        expect(await value("cast('-0.000000000000000001' as decimal(38,18))")).toBe('-0.000000000000000001');
      });

      it('gives timestamps, dates, booleans, whole numbers and nulls as text', async () => {
        const sql = `select timestamp '2017-02-01 03:04:05' as a, timestamp '2017-02-01 03:04:05.120' as b, date '2017-02-28' as c,
          1 = 1 as d, 1 = 2 as e, cast(9007199254740993 as bigint) as f, cast(null as varchar) as g`;
        expect(await rows(sql)).toEqual([
          [
            '2017-02-01 03:04:05',
            '2017-02-01 03:04:05.12',
            '2017-02-28',
            'true',
            'false',
            '9007199254740993',
            null,
          ],
        ]);
      });

      it('names the columns of a result', async () => {
        const { columns } = await warehouse.query("select 1 as one, 'x' as other");
        expect(columns.map((column) => column.name)).toEqual(['one', 'other']);
      });

      it('gives no more rows than asked for, and goes on', async () => {
        await warehouse.execute(
          'create table conformance.digits as select 1 as digit union all select 2 union all select 3',
        );
        expect(await rows('select digit from conformance.digits order by digit', 2)).toEqual([['1'], ['2']]);
        await warehouse.execute('drop table conformance.digits');
      });

      it('sorts nulls last upwards and first downwards', async () => {
        const numbers = '(select 1 as n union all select null union all select 2) as numbers';
        expect(await rows(`select n from ${numbers} order by n`)).toEqual([['1'], ['2'], [null]]);
        expect(await rows(`select n from ${numbers} order by n desc`)).toEqual([[null], ['2'], ['1']]);
      });

      it('divides whole numbers into whole numbers', async () => {
        expect(await value('7 / 2')).toBe('3');
      });
    });

    describe('transactions', () => {
      it('takes back tables and schemas of one that fails', async () => {
        await warehouse.execute('create table conformance.kept as select 1 as x');
        const error = await refusal(
          warehouse.transaction([
            'create schema conformance_other',
            'create table conformance_other.made as select 1 as x',
            'drop table conformance.kept',
            'select nothing from nowhere',
          ]),
        );
        expect(error.detail.kind).toBe('sql');
        const names = (await warehouse.relations()).map((relation) => `${relation.schema}.${relation.name}`);
        expect(names).toEqual(['conformance.kept']);
      });

      it('swaps a table for another by renaming', async () => {
        await warehouse.execute('create table conformance.shown as select 1 as x');
        await warehouse.execute('create table conformance.hidden as select 2 as x');
        await warehouse.transaction([
          'drop table conformance.shown',
          'alter table conformance.hidden rename to shown',
        ]);
        expect(await rows('select x from conformance.shown')).toEqual([['2']]);
      });

      it('shows nothing of one that is not committed to other queries', async () => {
        await warehouse.execute('create table conformance.counted as select 1 as x');
        const seen: unknown[] = [];
        await Promise.all([
          warehouse.transaction([
            'insert into conformance.counted select 2',
            'insert into conformance.counted select 3',
            'delete from conformance.counted where x = 1',
          ]),
          (async () => {
            for (let i = 0; i < 5; i++) seen.push(await value('(select sum(x) from conformance.counted)'));
          })(),
        ]);
        expect(seen.filter((sum) => sum !== '1' && sum !== '5')).toEqual([]);
        expect(await value('(select sum(x) from conformance.counted)')).toBe('5');
      });
    });

    describe('loading', () => {
      it('keeps what the work did when it resolves, and gives what it gave', async () => {
        if (warehouse.cannotLoad !== undefined) return expectNoLoading(warehouse.cannotLoad);
        const given = await warehouse.loading(async (session) => {
          await session.execute('create table conformance.landed as select 1 as x');
          return (await session.query('select x from conformance.landed')).rows;
        });
        expect(given).toEqual([['1']]);
        expect(await rows('select x from conformance.landed')).toEqual([['1']]);
      });

      it('takes back all of it when it rejects', async () => {
        if (warehouse.cannotLoad !== undefined) return expectNoLoading(warehouse.cannotLoad);
        const work = warehouse.loading(async (session) => {
          await session.execute('create table conformance.landed as select 1 as x');
          throw new Error('a bad file');
        });
        await expect(work).rejects.toThrow('a bad file');
        expect(await warehouse.relations()).toEqual([]);
      });
    });

    describe('relations', () => {
      it('lists tables and views with their columns in order, and nothing of its own', async () => {
        const { typeName } = warehouse.dialect;
        const columns = columnTypes.map((type) => `${type}_column ${typeName(type)}`).join(', ');
        await warehouse.execute(`create table conformance.every_type (${columns})`);
        await warehouse.execute(
          'create view conformance.a_view as select text_column from conformance.every_type',
        );
        const relations = await warehouse.relations();
        expect(relations.map(({ schema, name: relation, kind }) => [schema, relation, kind])).toEqual([
          ['conformance', 'a_view', 'view'],
          ['conformance', 'every_type', 'table'],
        ]);
        expect(relations[1]?.columns).toEqual(
          columnTypes.map((type) => ({ name: `${type}_column`, type: typeName(type) })),
        );
      });

      it('quotes names that are words of SQL or hold anything else', async () => {
        const { relation, identifier } = warehouse.dialect;
        const odd = { schema: 'conformance', name: 'order"; drop schema conformance; --' };
        await warehouse.execute(`create table ${relation(odd)} as select 1 as ${identifier('select')}`);
        expect((await warehouse.relations())[0]).toMatchObject({ ...odd, columns: [{ name: 'select' }] });
      });
    });

    describe('refusals', () => {
      it('says where in the statement, counted in characters', async () => {
        const sql = "select 'é€😀' as a, nowhere_at_all as b from (select 1 as x) as t";
        const error = await refusal(warehouse.query(sql));
        expect(error.detail.kind).toBe('sql');
        expect(error.message).toContain('nowhere_at_all');
        expect(error.detail.offset).toBe(sql.indexOf('nowhere_at_all'));
      });

      it('calls it data when a value does not fit', async () => {
        const error = await refusal(
          warehouse.query("select cast(t.x as integer) as y from (select 'abc' as x) as t"),
        );
        expect(error.detail.kind).toBe('data');
        expect(error.message).toContain('abc');
      });
    });

    describe('interruption', () => {
      const endless = `select count(*) as c from (select 1 as x ${'union all select 1 '.repeat(99)}) as a
        ${[...'bcdefghi'].map((letter) => `cross join (select 1 as x ${'union all select 1 '.repeat(99)}) as ${letter}`).join(' ')}`;

      it('ends statements that run, that wait, and that have just been sent', async () => {
        const started = Date.now();
        const work = Array.from({ length: warehouse.concurrency + 2 }, () =>
          refusal(warehouse.query(endless)),
        );
        setTimeout(() => warehouse.interrupt(), 100);
        const late = new Promise((resolve) => setTimeout(resolve, 100)).then(() => work);
        for (const error of await Promise.all(await late)) expect(error.detail.kind).toBe('interrupted');
        const last = refusal(warehouse.query(endless));
        warehouse.interrupt();
        expect((await last).detail.kind).toBe('interrupted');
        expect(Date.now() - started).toBeLessThan(10_000);
      });

      it('takes back the transaction and stays open', async () => {
        const work = refusal(
          warehouse.transaction([
            'create table conformance.gone as select 1 as x',
            `create table conformance.big as ${endless}`,
          ]),
        );
        setTimeout(() => warehouse.interrupt(), 100);
        expect((await work).detail.kind).toBe('interrupted');
        expect(await warehouse.relations()).toEqual([]);
        expect(await value('1')).toBe('1');
      });
    });

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
            const { helpers, typeName } = warehouse.dialect;
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
            const { big_integer, int_div, int_mod } = warehouse.dialect.helpers;
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
            const { big_integer, quick_int_div } = warehouse.dialect.helpers;
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
        const { helpers, typeName } = warehouse.dialect;
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

      it('joins the values of a group in order', async () => {
        const sql = warehouse.dialect.helpers.string_agg('name', "', '", 'name desc');
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
              const json = warehouse.dialect.literal(JSON.stringify({ other: 1, [key]: text }));
              expect(await ask((h) => h.json_text(json, key))).toBe(text);
              expect(await ask((h) => h.json_text_of(json, h.literal(key)))).toBe(text);
            },
          ),
          { numRuns: 50 },
        );
        expect(await ask((h) => h.json_text(`'{"a": null}'`, 'a'))).toBeNull();
        expect(await ask((h) => h.json_text(`'{"a": 12}'`, 'a'))).toBe('12');
        expect(await ask((h) => h.json_text(`'{"a": 12}'`, 'A'))).toBeNull();
        expect(await ask((h) => h.json_text(`'{bad'`, 'a'))).toBeNull();
        expect(await ask((h) => h.json_text('cast(null as varchar)', 'a'))).toBeNull();
      });

      it('sums a field of the objects in a JSON array', async () => {
        const { helpers, literal, typeName } = warehouse.dialect;
        await warehouse.execute(`create table conformance.documents (j ${typeName('text')})`);
        // A column, as in models: a warehouse may work out what is done to a literal before it looks at any condition.
        const sum = async (json: string | null, field: string) => {
          await warehouse.transaction([
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
        await warehouse.execute(`create table conformance.documents as select '${resources}' as j`);
        const find = async (name: string) => {
          const { json_array_find } = warehouse.dialect.helpers;
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
        const { digest_of } = warehouse.dialect.helpers;
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
        expect(() => warehouse.dialect.helpers.cast('constructor', '1')).toThrow(
          '"constructor" is not a type',
        );
        expect(() => warehouse.dialect.helpers.dateadd('week', '1', 'x')).toThrow('"week" is not a unit');
      });
    });
  });
}
