import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnTypes } from '../../orchestrator/base/column-type.ts';
import { type Warehouse, WarehouseError } from '../../orchestrator/warehouses/warehouse.ts';
import { anyPlace } from '../support/loading-place.ts';
import { describeHelpers } from './helper-conformance.ts';
import { questionsTo } from './questions-to.ts';

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

    const { rows, value } = questionsTo(() => warehouse);
    const refusal = async (work: Promise<unknown>): Promise<WarehouseError> => {
      const error: unknown = await work.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(WarehouseError);
      return error as WarehouseError;
    };

    const expectNoLoading = async (why: string) => {
      const error = await refusal(warehouse.loading(async () => expect.unreachable(), anyPlace));
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
          return (await session.query('select 2 as x')).rows;
        }, anyPlace);
        expect(given).toEqual([['2']]);
        expect(await rows('select x from conformance.landed')).toEqual([['1']]);
      });

      it('takes back all of it when it rejects', async () => {
        if (warehouse.cannotLoad !== undefined) return expectNoLoading(warehouse.cannotLoad);
        const work = warehouse.loading(async (session) => {
          await session.execute('create table conformance.landed as select 1 as x');
          throw new Error('a bad file');
        }, anyPlace);
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

      it('lists the columns of a view that is made as the dialect says, and drops it before or after what it reads', async () => {
        const { lateBinding, drop } = warehouse.dialect;
        await warehouse.execute('create table conformance.t as select 1 as x');
        const view = `create view conformance.v as\nselect x, x as y from conformance.t${lateBinding === undefined ? '' : `\n${lateBinding}`}`;
        await warehouse.execute(view);
        const [, found] = await warehouse.relations();
        expect(found).toMatchObject({ name: 'v', kind: 'view', columns: [{ name: 'x' }, { name: 'y' }] });
        const dropTable = drop('table', [{ schema: 'conformance', name: 't' }]);
        const dropView = drop('view', [{ schema: 'conformance', name: 'v' }]);
        await warehouse.transaction(
          lateBinding === undefined ? [...dropView, ...dropTable] : [...dropTable, ...dropView],
        );
        expect(await warehouse.relations()).toEqual([]);
      });

      it('drops several of them, and grants nothing where nothing was granted', async () => {
        const names = ['a', 'b', 'order'].map((relation) => ({ schema: 'conformance', name: relation }));
        const { relation, drop } = warehouse.dialect;
        for (const one of names) await warehouse.execute(`create table ${relation(one)} as select 1 as x`);
        expect(await warehouse.grants(names)).toEqual([]);
        await warehouse.transaction(drop('table', names));
        expect(await warehouse.relations()).toEqual([]);
      });

      it('tells the comments on tables and columns, which a renamed table keeps', async () => {
        const { literal } = warehouse.dialect;
        const words = "append-only\nIt's \\ 100 % ours.";
        await warehouse.execute('create table conformance.t as select 1 as x, 2 as y');
        await warehouse.transaction([
          `comment on table conformance.t is ${literal(words)}`,
          `comment on column conformance.t.y is ${literal('Two.')}`,
          'alter table conformance.t rename to renamed',
        ]);
        const [found] = await warehouse.relations();
        expect(found).toMatchObject({ name: 'renamed', comment: words });
        expect(found?.columns.map(({ comment }) => comment)).toEqual([undefined, 'Two.']);
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

    describeHelpers(() => warehouse);
  });
}
