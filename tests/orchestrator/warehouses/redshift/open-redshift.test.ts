import { afterEach, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../../../orchestrator/warehouses/warehouse.ts';
import { openMemoryStore } from '../../../stand-ins/data-api/memory-store.ts';
import type { EndpointLimits } from '../../../stand-ins/data-api/operations.ts';
import type { DataApiPlan, RequestFault } from '../../../stand-ins/data-api/plan.ts';
import type { SqlStore } from '../../../stand-ins/data-api/sql-store.ts';
import { type DataApiStandIn, startDataApi } from '../../../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../../../support/dummy-credentials.ts';
import { openRedshiftOn } from '../../../support/open-redshift-on.ts';

withDummyCredentials();

let warehouse: Warehouse;
let dataApi: DataApiStandIn;
let store: SqlStore;

async function open(
  plan: DataApiPlan = {},
  limits: Partial<EndpointLimits> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  store = openMemoryStore();
  await store.run('create table ledger (number integer)');
  dataApi = await startDataApi(store, plan, limits);
  warehouse = await openRedshiftOn(dataApi, settings, { command: "apportion 'build'" });
}

afterEach(async () => {
  await warehouse?.close();
  await dataApi?.close();
});

/** A fault for the nth request of an operation after the warehouse is open, counted from 1. */
function faultAt(fault: RequestFault, operation: string, ...times: readonly number[]): DataApiPlan {
  let count = 0;
  return {
    onRequest: (request) => {
      if (request.operation !== operation) return undefined;
      count++;
      return times.includes(count) ? fault : undefined;
    },
  };
}

const numbers = async () => (await store.run('select number from ledger order by number'))?.rows.flat();
const inserts = (count: number) =>
  Array.from({ length: count }, (_, number) => `insert into ledger values (${number})`);
const ownRequests = () => dataApi.requests.slice(1);

describe('sessions', () => {
  it('says what holds for all statements once, and the next statement knows it', async () => {
    await open({}, {}, { statement_timeout: '60', search_path: 'a, b', concurrency: '1' });
    expect((await warehouse.query('show query_group')).rows).toEqual([["apportion ''build''"]]);
    expect((await warehouse.query('show statement_timeout')).rows).toEqual([['60000']]);
    expect((await warehouse.query('show search_path')).rows).toEqual([['a, b']]);
    expect(dataApi.sessions()).toHaveLength(1);
  });

  it('opens one for each statement that runs at the same time, and no more', async () => {
    await open({}, {}, { concurrency: '3' });
    await Promise.all(inserts(9).map((sql) => warehouse.execute(sql)));
    expect(dataApi.sessions()).toHaveLength(3);
    expect(await numbers()).toHaveLength(9);
  });

  it('takes another when the service has ended one', async () => {
    await open();
    await warehouse.execute('insert into ledger values (1)');
    dataApi.loseSessions();
    await warehouse.execute('insert into ledger values (2)');
    expect(await numbers()).toEqual(['1', '2']);
  });
});

describe('requests', () => {
  it('needs one for a short statement and two for a short query', async () => {
    await open();
    await warehouse.execute('insert into ledger values (1)');
    await warehouse.query('select number from ledger');
    expect(ownRequests()).toEqual(['ExecuteStatement', 'ExecuteStatement', 'GetStatementResult']);
  });

  it('asks again and again where the endpoint does not know how to wait', async () => {
    await open({}, { longPolling: false });
    await warehouse.execute('insert into ledger values (1)');
    expect(await numbers()).toEqual(['1']);
    expect(dataApi.requests.filter((operation) => operation === 'DescribeStatement').length).toBeGreaterThan(
      1,
    );
  });

  it('names and marks every statement as its own', async () => {
    await open();
    await warehouse.execute('insert into ledger values (1)');
    const names = dataApi.statements().map(({ detail }) => detail.name ?? '');
    expect(new Set(names).size).toBe(names.length);
    for (const name of names)
      expect(name).toMatch(/^apportion:'build':\((session|other)\):[0-9a-f]{8}:\d+\.1$/);
    for (const { detail } of dataApi.statements()) expect(detail.token).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells under which ids the warehouse has it in its own history, also of what failed, to whom asks', async () => {
    await open();
    const ids: string[] = [];
    const purpose = { name: 'some_model', onQueryId: (id: string) => void ids.push(id) };
    await warehouse.execute('insert into ledger values (1)', purpose);
    await expect(warehouse.execute('select nothing from nowhere', purpose)).rejects.toThrow('nowhere');
    await warehouse.transaction(inserts(2), purpose);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    expect(ids).toEqual([...ids].sort((a, b) => Number(a) - Number(b)));
    expect(dataApi.statements().at(-1)?.detail.name).toMatch(
      /^apportion:'build':some_model:[0-9a-f]{8}:\d+\.1$/,
    );
    const before = dataApi.requests.length;
    await warehouse.execute('insert into ledger values (1)');
    expect(dataApi.requests.slice(before)).toEqual(['ExecuteStatement']);
  });

  it('reads a result page by page, and no further than it was asked to', async () => {
    await open({}, { rowsOfPage: 10 });
    await warehouse.transaction(inserts(35));
    const { rows, columns } = await warehouse.query('select number from ledger order by number');
    expect(rows.flat()).toEqual(Array.from({ length: 35 }, (_, number) => String(number)));
    expect(columns).toEqual([{ name: 'number', type: 'integer' }]);
    const before = dataApi.requests.length;
    expect((await warehouse.query('select number from ledger order by number', 12)).rows).toHaveLength(12);
    expect(dataApi.requests.slice(before)).toEqual([
      'ExecuteStatement',
      'GetStatementResult',
      'GetStatementResult',
    ]);
  });
});

describe('what fails on the way', () => {
  it.each(['server-error-after', 'reset-after'] as const)(
    'finds the statement whose answer was lost (%s), and does not send it again',
    async (fault) => {
      await open(faultAt(fault, 'ExecuteStatement', 1));
      await warehouse.execute('insert into ledger values (1)');
      expect(await numbers()).toEqual(['1']);
      expect(ownRequests()).toEqual(['ExecuteStatement', 'ListStatements', 'DescribeStatement']);
    },
  );

  it.each(['server-error', 'reset', 'connection-failed'] as const)(
    'looks before it sends a statement again that was not accepted (%s)',
    async (fault) => {
      await open(faultAt(fault, 'ExecuteStatement', 1, 2));
      await warehouse.execute('insert into ledger values (1)');
      expect(await numbers()).toEqual(['1']);
      expect(ownRequests().slice(0, 4)).toEqual([
        'ExecuteStatement',
        'ListStatements',
        'ExecuteStatement',
        'ListStatements',
      ]);
    },
  );

  it.each(['throttled', 'active-statements', 'active-sessions', 'active-waiting'] as const)(
    'comes back later with what was turned away (%s), without looking for it',
    async (fault) => {
      await open(faultAt(fault, 'ExecuteStatement', 1, 2, 3));
      await warehouse.execute('insert into ledger values (1)');
      expect(await numbers()).toEqual(['1']);
      expect(ownRequests().filter((operation) => operation === 'ListStatements')).toEqual([]);
    },
  );

  it('does less at the same time once there are too many active statements', async () => {
    const active: number[] = [];
    const faults = faultAt('active-statements', 'ExecuteStatement', 1, 2, 3);
    const onStatement = (): undefined => {
      active.push(dataApi.statements().filter(({ isEnded }) => !isEnded).length);
    };
    await open({ ...faults, onStatement }, {}, { concurrency: '8' });
    await warehouse.execute('insert into ledger values (99)');
    active.length = 0;
    await Promise.all(inserts(10).map((sql) => warehouse.execute(sql)));
    expect(Math.max(...active)).toBe(1);
    expect(await numbers()).toHaveLength(11);
  });

  it('goes on asking for a statement of which it cannot hear', async () => {
    const times = Array.from({ length: 7 }, (_, index) => index + 1);
    await open(faultAt('server-error', 'DescribeStatement', ...times), { longPolling: false });
    await warehouse.execute('insert into ledger values (1)');
    expect(await numbers()).toEqual(['1']);
  });

  it('says that it does not know when every answer is lost', async () => {
    const always = Array.from({ length: 50 }, (_, index) => index + 1);
    await open(faultAt('server-error', 'ExecuteStatement', ...always));
    await expect(warehouse.execute('insert into ledger values (1)')).rejects.toThrow(
      /^It is not known whether the warehouse has run the statement "apportion:[^"]+", because its answers were lost \(InternalServerException/,
    );
  });

  it('does not try again what is refused', async () => {
    await open(faultAt('denied', 'ExecuteStatement', 1));
    await expect(warehouse.execute('insert into ledger values (1)')).rejects.toMatchObject({
      message: expect.stringContaining('is not authorized to perform'),
      detail: { kind: 'other' },
    });
    expect(ownRequests()).toEqual(['ExecuteStatement']);
  });

  it.each(['serializable', 'relation-lost'] as const)(
    'runs again what lost against another (%s)',
    async (fault) => {
      let left = 2;
      await open({
        onStatement: ({ sqls }) => (sqls[0]?.startsWith('insert') && left-- > 0 ? fault : undefined),
      });
      await warehouse.transaction(inserts(3));
      await warehouse.execute('insert into ledger values (7)');
      expect(await numbers()).toEqual(['0', '1', '2', '7']);
      expect(new Set(dataApi.statements().map(({ detail }) => detail.token)).size).toBe(
        dataApi.statements().length,
      );
    },
  );

  it('gives up in the end, with the words of the warehouse', async () => {
    await open({ onStatement: ({ sqls }) => (sqls[0]?.startsWith('insert') ? 'serializable' : undefined) });
    await expect(warehouse.execute('insert into ledger values (1)')).rejects.toThrow(
      '1023 Detail: Serializable isolation violation',
    );
    expect(await numbers()).toEqual([]);
  });
});

describe('transactions', () => {
  it('is one batch up to forty statements, and one with a procedure above', async () => {
    await open();
    await warehouse.transaction(inserts(40));
    expect(ownRequests()).toEqual(['BatchExecuteStatement']);
    await warehouse.transaction(inserts(95), undefined, { schema: 'raw' });
    expect(await numbers()).toHaveLength(135);
    const sent = dataApi.statements().slice(2, 3);
    expect(
      sent.map(({ sqls }) => sqls.map((sql) => sql.replace(/_[0-9a-f]{12}_|"/g, '').slice(0, 60))),
    ).toEqual([
      [
        'create or replace procedure raw.apportion_publish1() as $app',
        'call raw.apportion_publish1()',
        'drop procedure raw.apportion_publish1()',
      ],
    ]);
    expect(sent.map(({ detail }) => detail.isTransaction)).toEqual([true]);
  });

  it.each([5, 95])(
    'keeps nothing of %i statements of which the last fails, and says which it was',
    async (count) => {
      await open();
      const bad = 'select nothing from ledger';
      await expect(warehouse.transaction([...inserts(count), bad, 'select 1'])).rejects.toMatchObject({
        message: 'column "nothing" does not exist',
        detail: { kind: 'sql', sql: bad },
      });
      expect(await numbers()).toEqual([]);
      await warehouse.execute('insert into ledger values (1)');
      expect(await numbers()).toEqual(['1']);
    },
  );

  it('begins a long one anew when its session is gone, or it lost against another', async () => {
    let batches = 0;
    await open({
      onRequest: ({ operation }) =>
        operation === 'BatchExecuteStatement' && ++batches === 2 ? 'session-lost' : undefined,
      onStatement: ({ sqls }) => (sqls.length === 3 && batches < 6 ? 'serializable' : undefined),
    });
    await warehouse.transaction(inserts(95));
    expect(await numbers()).toHaveLength(95);
  });

  it('finds a long one whose answer was lost, and does not publish twice', async () => {
    await open(faultAt('reset-after', 'BatchExecuteStatement', 2));
    await warehouse.transaction(inserts(95));
    expect(await numbers()).toHaveLength(95);
    expect(ownRequests().slice(0, 2)).toEqual(['BatchExecuteStatement', 'ListStatements']);
  });

  it('sends no statement that is longer than the service takes', async () => {
    await open();
    const long = `select '${'é'.repeat(50_000)}'`;
    await expect(warehouse.transaction(['insert into ledger values (1)', long])).rejects.toMatchObject({
      message: 'The statement has 100,009 bytes, and the Data API takes at most 100,000.',
      detail: { sql: long },
    });
    expect(ownRequests()).toEqual([]);
  });
});

describe('interruption', () => {
  const isEndless = (sql: string): boolean => sql.includes('endless');

  it('cancels a long transaction in the middle and takes it back', async () => {
    await open({ isEndless });
    const work = warehouse.transaction([...inserts(50), 'select 1 as endless']);
    setTimeout(() => warehouse.interrupt(), 200);
    await expect(work).rejects.toMatchObject({ detail: { kind: 'interrupted' } });
    expect(await numbers()).toEqual([]);
    await warehouse.execute('insert into ledger values (1)');
    expect(await numbers()).toEqual(['1']);
  });

  it.each([
    ['lost', 'reset', true],
    ['refused', 'denied', false],
  ] as const)(
    'cancels a statement also when the first request to cancel it is %s',
    async (_, fault, longPolling) => {
      await open({ isEndless, ...faultAt(fault, 'CancelStatement', 1) }, { longPolling });
      const work = warehouse.execute('select 1 as endless');
      setTimeout(() => warehouse.interrupt(), 50);
      await expect(work).rejects.toMatchObject({ detail: { kind: 'interrupted' } });
      expect(dataApi.statements().at(-1)?.status).toBe('ABORTED');
    },
  );

  it('finds a statement that still runs when the answer was lost, and cancels it', async () => {
    await open({ isEndless, ...faultAt('reset-after', 'ExecuteStatement', 1) });
    const work = warehouse.execute('select 1 as endless');
    setTimeout(() => warehouse.interrupt(), 50);
    await expect(work).rejects.toMatchObject({ detail: { kind: 'interrupted' } });
    expect(ownRequests().slice(0, 3)).toEqual(['ExecuteStatement', 'ListStatements', 'CancelStatement']);
  });

  it('does not wait any longer with what was turned away', async () => {
    const always = Array.from({ length: 99 }, (_, index) => index + 1);
    const faults = faultAt('throttled', 'ExecuteStatement', ...always);
    dataApi = await startDataApi(openMemoryStore(), faults);
    const wait = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => setTimeout(resolve, milliseconds * 100).unref());
    warehouse = await openRedshiftOn(dataApi, {}, { wait });
    const work = warehouse.execute('select 1');
    setTimeout(() => warehouse.interrupt(), 100);
    await expect(work).rejects.toMatchObject({ detail: { kind: 'interrupted' } });
    expect(ownRequests()).toEqual(['ExecuteStatement']);
  });

  it('says so when it was not us who ended a statement', async () => {
    await open({ isEndless });
    const work = warehouse.execute('select 1 as endless');
    setTimeout(() => dataApi.statements().at(-1)?.cancel(), 50);
    await expect(work).rejects.toMatchObject({
      message: expect.stringContaining('The warehouse ended the statement'),
      detail: { kind: 'other' },
    });
  });
});
