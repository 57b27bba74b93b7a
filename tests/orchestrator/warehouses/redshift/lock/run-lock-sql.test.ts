import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createLock,
  fence,
  givenUp,
  giveUpTransaction,
  type LockTaker,
  lockTable,
  parseLock,
  readLock,
  releaseLock,
  renewLock,
  runLockTable,
  takeLock,
} from '../../../../../orchestrator/warehouses/redshift/lock/run-lock-sql.ts';
import { openPostgresStore, type PostgresStore } from '../../../../stand-ins/data-api/postgres-store.ts';

const first: LockTaker = { run: 'r1', command: 'apportion build', host: 'a', machine: 'm', pid: 11 };
const second: LockTaker = { run: 'r2', command: "apportion 'run'", host: 'b\\', machine: 'n', pid: 22 };

let store: PostgresStore;
beforeAll(async () => {
  store = await openPostgresStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.empty();
  await transaction(createLock());
});

/** The rows of each statement; all of them take effect or none. */
async function transaction(statements: readonly string[]): Promise<(readonly (string | null)[])[][]> {
  await store.begin();
  try {
    const given: (readonly (string | null)[])[][] = [];
    for (const sql of statements) given.push([...((await store.run(sql))?.rows ?? [])]);
    await store.commit();
    return given;
  } catch (error) {
    await store.rollback();
    throw error;
  }
}

const holder = async () => parseLock((await transaction([lockTable, readLock]))[1] ?? []);
const take = async (taker: LockTaker, dead?: string) => {
  const given = await transaction(takeLock(taker, 300, dead));
  return [parseLock(given[1] ?? [])?.run, parseLock(given[3] ?? [])?.run];
};
const age = (seconds: number) =>
  store.run(`update ${runLockTable} set heard_at = heard_at - interval '${seconds} seconds'`);

describe('the lock', () => {
  it('is taken when nobody holds it, and says by whom, where and since when', async () => {
    expect(await take(second)).toEqual(['', 'r2']);
    const row = await holder();
    expect(row).toMatchObject(second);
    expect(row?.silentSeconds).toBeLessThan(60);
    expect(row?.since).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('is not taken from one who was heard of within the expiry', async () => {
    await take(first);
    await age(295);
    expect(await take(second)).toEqual(['r1', 'r1']);
    expect((await holder())?.silentSeconds).toBeGreaterThanOrEqual(295);
  });

  it('is taken from one who was not', async () => {
    await take(first);
    await age(302);
    expect(await take(second)).toEqual(['r1', 'r2']);
    expect((await holder())?.silentSeconds).toBeLessThan(60);
  });

  it('is taken from one who is said to be dead, and from no other', async () => {
    await take(first);
    expect(await take(second, 'r0')).toEqual(['r1', 'r1']);
    expect(await take(second, 'r1')).toEqual(['r1', 'r2']);
  });

  it('does not expire while it is renewed, and cannot be renewed once another has it', async () => {
    await take(first);
    await age(302);
    await transaction(renewLock('r1'));
    expect(await take(second)).toEqual(['r1', 'r1']);
    await age(302);
    await take(second);
    await expect(transaction(renewLock('r1'))).rejects.toThrow('division by zero');
    expect((await holder())?.run).toBe('r2');
  });

  it('is given back by who holds it only', async () => {
    await take(first);
    await transaction(releaseLock('r2'));
    expect((await holder())?.run).toBe('r1');
    await transaction(releaseLock('r1'));
    expect((await holder())?.run).toBe('');
  });

  it('has one row, whoever else makes the table', async () => {
    await expect(transaction(createLock())).rejects.toThrow('already exists');
    expect((await store.run(readLock))?.rows).toHaveLength(1);
  });
});

describe('the fence', () => {
  const write = (run: string, from: number, to: number) => {
    const { begin, end } = fence(run, from, to);
    return transaction([...begin, `insert into work.published values ('${run}', ${to})`, ...end]);
  };
  const published = async () => (await store.run('select run, number from work.published'))?.rows;
  beforeEach(async () => {
    await store.run('create schema work');
    await store.run('create table work.published (run varchar(10), number integer)');
    await take(first);
  });

  it('lets the holder through, one transaction after the other', async () => {
    await write('r1', 0, 1);
    await write('r1', 1, 2);
    expect(await published()).toEqual([
      ['r1', '1'],
      ['r1', '2'],
    ]);
  });

  it('is a sign of life at its end, for whoever has waited for it', async () => {
    await age(400);
    const { begin, end } = fence('r1', 0, 1);
    await transaction([...begin, readLock]);
    expect((await holder())?.silentSeconds).toBeGreaterThanOrEqual(400);
    await transaction(end);
    expect((await holder())?.silentSeconds).toBeLessThan(60);
  });

  it('lets nobody through who has lost the lock', async () => {
    await write('r1', 0, 1);
    await age(302);
    await take(second);
    await expect(write('r1', 1, 2)).rejects.toThrow('division by zero');
    await write('r2', 0, 1);
    expect(await published()).toEqual([
      ['r1', '1'],
      ['r2', '1'],
    ]);
  });

  it('tells afterwards that a transaction took effect', async () => {
    await write('r1', 0, 1);
    const given = await transaction(giveUpTransaction('r1', 0));
    expect(given[1]).toEqual([['1']]);
    await write('r1', 1, 2);
  });

  it('lets a transaction no longer through that was given up, however late it comes, and the next one it does', async () => {
    expect((await transaction(giveUpTransaction('r1', 0)))[1]).toEqual([['0']]);
    // The answer to that was lost as well.
    expect((await transaction(giveUpTransaction('r1', 0)))[1]).toEqual([[String(givenUp(0))]]);
    await expect(write('r1', 0, 1)).rejects.toThrow('division by zero');
    await write('r1', givenUp(0), 2);
    expect(await published()).toEqual([['r1', '2']]);
  });
});
