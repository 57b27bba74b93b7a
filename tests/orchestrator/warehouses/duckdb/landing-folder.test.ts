import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { BillFile, FileLoad, FilePart } from '../../../../orchestrator/warehouses/file-load.ts';
import type { Warehouse } from '../../../../orchestrator/warehouses/warehouse.ts';
import { anyPlace } from '../../../support/loading-place.ts';

const relation = {
  schema: 'raw',
  name: 'raw_x__lines',
  columns: [
    { name: 'file_id', type: 'text' },
    { name: 'statement_month', type: 'date' },
    { name: 'cost', type: 'cost' },
    { name: 'tags', type: 'text' },
  ],
} as const;

let folder: string;
let database: string;
let warehouse: Warehouse;
beforeEach(async () => {
  // A folder with signs that stand for something else in a pattern or in SQL.
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'apportion-landing-')), "o'clock [1] #");
  mkdirSync(folder);
  database = path.join(folder, 'bill.duckdb');
  warehouse = await openDuckDb({ path: database });
  await warehouse.transaction(['create schema raw', warehouse.dialect.createBill(relation)]);
});
afterEach(async () => {
  await warehouse.close();
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

function fileOf(fileId: string, costs: readonly string[]): FileLoad {
  const file = path.join(folder, `${fileId}.csv`);
  writeFileSync(file, ['cost', ...costs].map((cost) => `"${cost}"\n`).join(''));
  return {
    into: relation,
    path: file,
    fileId,
    isGzip: false,
    content: {
      kind: 'delimited',
      delimiter: ',',
      encoding: 'utf-8',
      width: 1,
      nullWords: [],
      bill: {
        statementMonth: { kind: 'constant', month: '2017-02-01' },
        columns: [{ name: 'cost', type: 'cost', position: 0, isNeverEmpty: true }],
        tagColumns: [],
        tagMaps: [],
        mapKeyPrefixes: [],
      },
    },
  };
}

const february = (fileId: string): BillFile => ({ fileId, rows: { kind: 'constant', month: '2017-02-01' } });
const load = (fileId: string, costs: readonly string[]) =>
  warehouse.loading(async (session) => {
    await session.loadBill(fileOf(fileId, costs));
    await session.replaceBill(relation, [february(fileId)]);
  }, anyPlace);
const lostOf = (...files: readonly string[]) =>
  warehouse.loading(
    (session) => session.lostBills(files.map((fileId) => ({ fileId, into: relation }))),
    anyPlace,
  );
const landed = () => (existsSync(`${database}.landing`) ? readdirSync(`${database}.landing`) : []);
const sum = async () =>
  (await warehouse.query('select statement_month, sum(cost) from raw.raw_x__lines group by 1')).rows;

describe('the landing folder', () => {
  it('holds what the raw relation consists of, and nothing else once that was replaced', async () => {
    expect(await sum()).toEqual([]);
    await load('a', ['1', '2']);
    expect(await sum()).toEqual([['2017-02-01', '3.000000000000000000']]);
    await load('b', ['5']);
    expect(await sum()).toEqual([['2017-02-01', '5.000000000000000000']]);
    expect(landed()).toEqual(['b-1of1.parquet']);
  });

  it('says of each row which file it came from, also of files that an earlier version has landed', async () => {
    await load('a', ['1']);
    await warehouse.execute(
      `copy (select 'other' as file_id, cast(2 as decimal(38,18)) as cost, null::varchar as tags) to '${`${database}.landing/b-2-1of1.parquet`.replaceAll("'", "''")}' (format parquet)`,
    );
    for (const files of [
      ['a', 'b-2'],
      ['b-2', 'a'],
    ]) {
      await warehouse.loading((session) => session.replaceBill(relation, files.map(february)), anyPlace);
      const { rows } = await warehouse.query('select file_id, cost from raw.raw_x__lines order by 1');
      expect(rows).toEqual([
        ['a', '1.000000000000000000'],
        ['b-2', '2.000000000000000000'],
      ]);
    }
  });

  it('is as it was after a load that is refused', async () => {
    await load('a', ['1']);
    await expect(load('b', ['1', 'oops'])).rejects.toThrow('cannot be read: oops');
    const refused = warehouse.loading(async (session) => {
      await session.loadBill(fileOf('c', ['7']));
      await session.replaceBill(relation, [february('c')]);
      throw new Error('on second thoughts');
    }, anyPlace);
    await expect(refused).rejects.toThrow('on second thoughts');
    expect(await sum()).toEqual([['2017-02-01', '1.000000000000000000']]);
    expect(landed()).toEqual(['a-1of1.parquet']);
  });

  it('loses what a killed load has left there when the next one is done, but not what another view names', async () => {
    await load('a', ['1']);
    await warehouse.execute(
      `create view main.frozen as select * from read_parquet('${`${database}.landing/a-1of1.parquet`.replaceAll("'", "''").replaceAll('[', '[[]')}')`,
    );
    writeFileSync(`${database}.landing/x-1of1.parquet`, 'half a file');
    await load('b', ['2']);
    expect(landed()).toEqual(['a-1of1.parquet', 'b-1of1.parquet']);
  });

  it('may be moved with its database', async () => {
    await load('a', ['1']);
    await warehouse.close();
    const elsewhere = path.join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    for (const ending of ['', '.landing'])
      cpSync(database + ending, path.join(elsewhere, `other.duckdb${ending}`), { recursive: true });
    rmSync(`${database}.landing`, { recursive: true });
    warehouse = await openDuckDb({ path: path.join(elsewhere, 'other.duckdb') });
    expect(await sum()).toEqual([['2017-02-01', '1.000000000000000000']]);
  });

  it('may be left behind when its database is moved: all else can be read, and what is gone is missed', async () => {
    await load('a', ['1']);
    await warehouse.execute('create table raw.other as select 7 as seven');
    await warehouse.close();
    const moved = path.join(folder, 'moved.duckdb');
    renameSync(database, moved);
    rmSync(`${database}.landing`, { recursive: true });
    warehouse = await openDuckDb({ path: moved });
    expect((await warehouse.query('select * from raw.other')).rows).toEqual([['7']]);
    expect(await lostOf('a')).toEqual(['a']);
    await load('b', ['2']);
    expect(await sum()).toEqual([['2017-02-01', '2.000000000000000000']]);
  });

  it('lies beside the file that a link leads to, also when that is made through the link', async () => {
    const link = path.join(folder, 'link.duckdb');
    mkdirSync(path.join(folder, 'large'));
    symlinkSync(path.join(folder, 'large/real.duckdb'), link);
    for (let time = 0; time < 2; time++) {
      const linked = await openDuckDb({ path: link });
      await linked.execute('create schema if not exists raw');
      await linked.loading(async (session) => {
        await session.loadBill(fileOf('a', ['1']));
        await session.replaceBill(relation, [february('a')]);
      }, anyPlace);
      await linked.close();
    }
    expect(readdirSync(path.join(folder, 'large')).sort()).toEqual(['real.duckdb', 'real.duckdb.landing']);
  });

  it('is looked for in our own views only', async () => {
    const file = path.join(folder, 'mine.parquet').replaceAll("'", "''");
    await warehouse.execute(`copy (select 5 as five) to '${file}' (format parquet)`);
    const read = `read_parquet('${file.replaceAll('[', '[[]')}')`;
    await warehouse.transaction([
      `create view raw.mine as select * from ${read}`,
      `comment on view raw.mine is '/'`,
    ]);
    await warehouse.close();
    warehouse = await openDuckDb({ path: database });
    expect((await warehouse.query('select * from raw.mine')).rows).toEqual([['5']]);
  });

  it('misses files of which a part is gone', async () => {
    await load('a', ['1']);
    expect(await lostOf('a', 'z')).toEqual(['z']);
    rmSync(`${database}.landing/a-1of1.parquet`);
    expect(await lostOf('a', 'z')).toEqual(['a', 'z']);
  });

  it.each([0, 3, 11, 200])('misses files of which a part was cut off: to %i bytes', async (bytes) => {
    await load('a', ['1']);
    truncateSync(`${database}.landing/a-1of1.parquet`, bytes);
    expect(await lostOf('a')).toEqual(['a']);
    await expect(sum()).rejects.toThrow('"apportion build" with that bill among its sources loads it again');
    await load('a', ['2']);
    expect(await lostOf('a')).toEqual([]);
    expect(await sum()).toEqual([['2017-02-01', '2.000000000000000000']]);
  });

  it('goes when a warehouse in memory is closed', async () => {
    const memory = await openDuckDb({ path: ':memory:' });
    await memory.execute('create schema raw');
    await memory.loading(async (session) => {
      await session.loadBill(fileOf('a', ['1']));
      await session.replaceBill(relation, [february('a')]);
    }, anyPlace);
    expect((await memory.query('select cost from raw.raw_x__lines')).rows).toEqual([
      ['1.000000000000000000'],
    ]);
    // Other warehouses in memory have landing folders there too: the view says which is this one's.
    const [[landing]] = (await memory.query("select comment from duckdb_views() where schema_name = 'raw'"))
      .rows as [[string]];
    expect(existsSync(landing)).toBe(true);
    await memory.close();
    expect(existsSync(landing)).toBe(false);
  });
});

describe('a bill in parts', () => {
  async function* partsOf(...texts: readonly string[]): AsyncGenerator<FilePart> {
    for (const [index, text] of texts.entries()) {
      const file = path.join(folder, `part-${index}.csv`);
      writeFileSync(file, text);
      yield { path: file, hasHeader: index === 0 };
    }
  }

  it('is one file with the rows of all of them', async () => {
    const rows = await warehouse.loading(async (session) => {
      const loaded = await session.loadBill(fileOf('a', []), partsOf('"cost"\n"1"\n', '"2"\n"3"\n', '"4"'));
      await session.replaceBill(relation, [february('a')]);
      return loaded.rows;
    }, anyPlace);
    expect(rows).toBe(4);
    expect(await sum()).toEqual([['2017-02-01', '10.000000000000000000']]);
    expect(landed()).toEqual(['a-1of3.parquet', 'a-2of3.parquet', 'a-3of3.parquet']);
  });

  it('is refused if one of them ends in the middle of a row', async () => {
    const parts = partsOf('"cost"\n"1"\n"2\n', '3"\n"4"\n');
    const work = warehouse.loading((session) => session.loadBill(fileOf('a', []), parts), anyPlace);
    await expect(work).rejects.toThrow();
    expect(landed()).toEqual([]);
  });
});
