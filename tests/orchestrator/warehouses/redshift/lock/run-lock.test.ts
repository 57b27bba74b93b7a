import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runLockTable } from '../../../../../orchestrator/warehouses/redshift/lock/run-lock-sql.ts';
import type { Takeover, WantedLock } from '../../../../../orchestrator/warehouses/redshift/open-redshift.ts';
import {
  type Warehouse,
  WarehouseBusyError,
  WarehouseError,
} from '../../../../../orchestrator/warehouses/warehouse.ts';
import type { DataApiPlan, PlannedRequest, RequestFault } from '../../../../stand-ins/data-api/plan.ts';
import { openPostgresStore, type PostgresStore } from '../../../../stand-ins/data-api/postgres-store.ts';
import { type DataApiStandIn, startDataApi } from '../../../../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../../../../support/dummy-credentials.ts';
import { openRedshiftOn } from '../../../../support/open-redshift-on.ts';

withDummyCredentials();

const slow = { heartbeat: 600, expiry: 300, patience: 5 };

let store: PostgresStore;
let dataApi: DataApiStandIn;
let opened: Warehouse[] = [];
let onRequest: DataApiPlan['onRequest'];
let plan: DataApiPlan;

beforeAll(async () => {
  store = await openPostgresStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.empty();
  await store.run('create schema work');
  await store.run('create table work.ledger (number integer)');
  onRequest = undefined;
  plan = {
    onRequest: (request) => onRequest?.(request),
    isEndless: (sql) => sql.includes('endless'),
  };
  dataApi = await startDataApi(store, plan, { longestKeepAlive: 1 });
});
afterEach(async () => {
  onRequest = undefined;
  for (const warehouse of opened) await warehouse.close();
  opened = [];
  await dataApi.close();
});

async function open(run: string, lock: Partial<WantedLock> = {}): Promise<Warehouse> {
  const options = { command: 'apportion build', lock: { run, timing: slow, ...lock } };
  const warehouse = await openRedshiftOn(dataApi, {}, options);
  opened.push(warehouse);
  return warehouse;
}

async function refusal(work: Promise<unknown>): Promise<WarehouseError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WarehouseError);
  return error as WarehouseError;
}

const numbers = async () => (await store.run('select number from work.ledger order by number'))?.rows.flat();
const holder = async () => (await store.run(`select run_id from ${runLockTable}`))?.rows[0]?.[0];
const age = (seconds: number) =>
  store.run(`update ${runLockTable} set heard_at = heard_at - interval '${seconds} seconds'`);
const elsewhere = (machine = 'another') => store.run(`update ${runLockTable} set machine = '${machine}'`);
const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
  for (let time = 0; time < 500 && !(await isSo()); time++) await new Promise((go) => setTimeout(go, 10));
};

describe('taking', () => {
  it('makes its table the first time, and gives the lock back when it is closed', async () => {
    const warehouse = await open('r1');
    expect(await holder()).toBe('r1');
    await warehouse.close();
    expect(await holder()).toBe('');
  });

  it('refuses a second one, and says who has it', async () => {
    await open('r1');
    const error: unknown = await open('r2').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WarehouseBusyError);
    expect((error as WarehouseBusyError).holder).toMatchObject({
      run: 'r1',
      command: 'apportion build',
      pid: process.pid,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(await holder()).toBe('r1');
  });

  it('lets one of two through that come at the same moment, when there is no table yet', async () => {
    const both = await Promise.allSettled([open('r1'), open('r2')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: expect.any(WarehouseBusyError) });
  });

  it('needs no lock to read', async () => {
    await open('r1');
    const reader = await openRedshiftOn(dataApi);
    opened.push(reader);
    expect((await reader.query('select 1 as x')).rows).toEqual([['1']]);
  });

  it('takes it from one that has expired, tells, and ends what that one still has in the warehouse', async () => {
    const dead = await open('r1');
    await elsewhere();
    const orphan = dead.execute('select endless', { name: 'some_model' }).catch(() => 'ended');
    await until(() => dataApi.statements().some(({ sqls }) => sqls[0] === 'select endless'));
    await expect(open('r2')).rejects.toBeInstanceOf(WarehouseBusyError);
    await age(302);
    const told: Takeover[] = [];
    await open('r3', { onTakeover: (takeover) => told.push(takeover) });
    expect(told).toMatchObject([{ from: { run: 'r1', machine: 'another' }, cancelled: 1 }]);
    expect(told[0]?.refused).toBeUndefined();
    expect(dataApi.statements().find(({ sqls }) => sqls[0] === 'select endless')?.status).toBe('ABORTED');
    expect(await orphan).toBe('ended');
    expect(await holder()).toBe('r3');
  });

  it('takes it at once from a process of this machine that is gone, and from no other machine', async () => {
    await open('r1');
    const gone = 2 ** 22 + 1;
    await store.run(`update ${runLockTable} set process_id = ${gone}`);
    const told: Takeover[] = [];
    await open('r2', { onTakeover: (takeover) => told.push(takeover) });
    expect(told).toMatchObject([{ from: { run: 'r1', pid: gone }, cancelled: 0 }]);
    await store.run(`update ${runLockTable} set process_id = ${gone}`);
    await elsewhere();
    await expect(open('r3')).rejects.toBeInstanceOf(WarehouseBusyError);
  });

  it('takes it from a run that somebody names as dead', async () => {
    await open('r1');
    await expect(open('r2', { release: 'r0' })).rejects.toBeInstanceOf(WarehouseBusyError);
    await open('r2', { release: 'r1' });
    expect(await holder()).toBe('r2');
  });

  it('neither sees nor ends the statements of a dead run of another identity, and takes the lock all the same', async () => {
    const dead = await open('r1');
    const orphan = dead.execute('select endless').catch(() => 'ended');
    await until(() => dataApi.statements().some(({ sqls }) => sqls[0] === 'select endless'));
    const key = process.env.AWS_ACCESS_KEY_ID;
    process.env.AWS_ACCESS_KEY_ID = 'AKIDANOTHER';
    const told: Takeover[] = [];
    await open('r2', { release: 'r1', onTakeover: (takeover) => told.push(takeover) });
    process.env.AWS_ACCESS_KEY_ID = key;
    expect(told).toMatchObject([{ from: { run: 'r1' }, cancelled: 0 }]);
    expect(dataApi.statements().find(({ sqls }) => sqls[0] === 'select endless')?.status).toBe('STARTED');
    expect((await refusal(dead.transaction(['insert into work.ledger values (1)']))).detail.kind).toBe(
      'lock-lost',
    );
    // Who has lost the lock ends what is his.
    expect(await orphan).toBe('ended');
  });

  it('says why the statements of a dead run could not be cancelled', async () => {
    const dead = await open('r1');
    void dead.execute('select endless').catch(() => undefined);
    await until(() => dataApi.statements().some(({ sqls }) => sqls[0] === 'select endless'));
    onRequest = ({ operation }) => (operation === 'CancelStatement' ? 'denied' : undefined);
    const told: Takeover[] = [];
    await open('r2', { release: 'r1', onTakeover: (takeover) => told.push(takeover) });
    expect(told).toMatchObject([{ cancelled: 0, refused: expect.stringContaining('not authorized') }]);
  });

  it('waits while another run publishes, and no longer when it is interrupted', async () => {
    const first = await open('r1');
    const publication = first.transaction(['select endless']).catch(() => undefined);
    await until(() => dataApi.statements().some(({ sqls }) => sqls.includes('select endless')));
    const opening = new AbortController();
    const second = refusal(openRedshiftOn(dataApi, {}, { opening: opening.signal, lock: { run: 'r2' } }));
    await until(() => dataApi.statements().some(({ sqls }) => sqls.join().includes("run_id = 'r2'")));
    opening.abort();
    expect((await second).detail.kind).toBe('interrupted');
    first.interrupt();
    await publication;
    expect(await holder()).toBe('r1');
  });

  it.each(['reset', 'reset-after'] as const)(
    'asks again when the answers to taking it are lost, by %s',
    async (fault) => {
      await open('r0').then((first) => first.close());
      let taking: unknown;
      onRequest = ({ body }) => {
        if (Array.isArray(body.Sqls) && body.Sqls.join().includes("run_id = 'r1', command"))
          taking ??= body.StatementName;
        return taking !== undefined && body.StatementName === taking ? fault : undefined;
      };
      const warehouse = await open('r1');
      expect(await holder()).toBe('r1');
      await warehouse.transaction(['insert into work.ledger values (1)']);
      expect(await numbers()).toEqual(['1']);
    },
  );

  it('gives it back also when the answers to taking it were lost for good', async () => {
    await open('r0').then((first) => first.close());
    let taking: unknown;
    onRequest = ({ body }) => {
      if (Array.isArray(body.Sqls) && body.Sqls.join().includes("run_id = 'r1', command"))
        taking = body.StatementName;
      return taking !== undefined && body.StatementName === taking ? 'reset-after' : undefined;
    };
    await refusal(open('r1', { timing: { ...slow, patience: 0.2 } }));
    expect(await holder()).toBe('');
  });
});

describe('holding', () => {
  it('is renewed while the workers are busy, and while one of them waits', async () => {
    const warehouse = await open('r1', { timing: { heartbeat: 0.05, expiry: 300, patience: 5 } });
    const busy = Array.from({ length: 6 }, () => warehouse.execute('select endless').catch(() => undefined));
    await age(200);
    await until(async () => {
      const { rows } = (await store.run(
        `select datediff(second, heard_at, getdate()) < 100 from ${runLockTable}`.replace(
          'second,',
          "'second',",
        ),
      )) ?? { rows: [] };
      return rows[0]?.[0] === 't';
    });
    warehouse.interrupt();
    await Promise.all(busy);
    await warehouse.transaction(['insert into work.ledger values (1)']);
    expect(await numbers()).toEqual(['1']);
  });

  it('cannot be written without it: one that was paused for too long publishes nothing', async () => {
    const paused = await open('r1');
    await paused.transaction(['insert into work.ledger values (1)']);
    await age(302);
    const other = await open('r2');
    const error = await refusal(paused.transaction(['insert into work.ledger values (2)']));
    expect(error.detail.kind).toBe('lock-lost');
    expect(error.message).toMatch(
      /^Another run has taken the lock of this one: run r2 \("apportion build", process \d+ on .+\), at 20.+ UTC by the warehouse's clock\.$/,
    );
    // Neither in one batch nor through a procedure, and nothing else goes on.
    const many = Array.from({ length: 50 }, () => 'insert into work.ledger values (3)');
    expect((await refusal(paused.transaction(many))).detail.kind).toBe('lock-lost');
    expect((await refusal(paused.execute('select 1'))).detail.kind).toBe('lock-lost');
    await other.transaction(many.slice(0, 2));
    expect(await numbers()).toEqual(['1', '3', '3']);
    await paused.close();
    expect(await holder()).toBe('r2');
  });

  it('cannot be written without it through a procedure either', async () => {
    const paused = await open('r1');
    await age(302);
    await open('r2');
    const many = Array.from({ length: 50 }, () => 'insert into work.ledger values (3)');
    expect((await refusal(paused.transaction(many))).detail.kind).toBe('lock-lost');
    expect(await numbers()).toEqual([]);
  });

  it('ends what is on its way when a sign of life finds that another run has it', async () => {
    const losing = await open('r1', { timing: { heartbeat: 0.05, expiry: 300, patience: 5 } });
    const work = refusal(losing.execute('select endless'));
    await age(302);
    // Between two signs of life.
    await store.run(`update ${runLockTable} set run_id = 'r2', command = 'apportion run', host = 'far'`);
    const error = await work;
    expect(error.detail.kind).toBe('lock-lost');
    expect(error.message).toContain('run r2 ("apportion run", process');
  });

  it('ends what is on its way when it could not be renewed for longer than it lasts', async () => {
    const losing = await open('r1', { timing: { heartbeat: 0.05, expiry: 1, patience: 5 } });
    const work = refusal(losing.execute('select endless'));
    await until(() => dataApi.statements().some(({ sqls }) => sqls[0] === 'select endless'));
    onRequest = ({ operation }) => (operation === 'BatchExecuteStatement' ? 'reset' : undefined);
    const error = await work;
    expect(error.detail.kind).toBe('lock-lost');
    expect(error.message).toMatch(/^The lock of this run could not be renewed for \d+ seconds/);
  });
});

describe('a transaction whose answers are lost', () => {
  const statements = (count: number) =>
    Array.from({ length: count }, (_, number) => `insert into work.ledger values (${number})`);
  const isPublication = ({ body }: PlannedRequest): boolean =>
    String(body.StatementName).includes(':(publish):');

  /** From the nth request about the publication on, every answer about it is lost, before or after it took effect. */
  function loseFrom(first: number, fault: RequestFault, isLast: (request: PlannedRequest) => boolean): void {
    let about = 0;
    let isOver = false;
    const ids = new Set<unknown>();
    onRequest = (request) => {
      if (isOver) return undefined;
      if (isLast(request)) {
        isOver = true;
        return undefined;
      }
      const isAbout = isPublication(request) || ids.has(request.body.Id);
      if (isPublication(request))
        for (const { id, detail } of dataApi.statements())
          if (detail.name === request.body.StatementName) ids.add(id);
      if (!isAbout || ++about < first) return undefined;
      return fault;
    };
  }
  /** The run asks in the lock's own session. */
  const isAsking = ({ body }: PlannedRequest): boolean =>
    String(body.StatementName).includes(':(lock):') && body.Sqls !== undefined;

  it.each([
    ['in one batch', 3, 'reset', []],
    ['in one batch', 3, 'reset-after', ['0', '1', '2']],
    ['in one batch', 3, 'server-error', []],
    ['in one batch', 3, 'server-error-after', ['0', '1', '2']],
  ] as const)('%s of %i, by %s: says rightly what became of it', async (_how, count, fault, there) => {
    const warehouse = await open('r1');
    loseFrom(1, fault, isAsking);
    const publication = warehouse.transaction(statements(count), { name: '(publish)' });
    if (there.length > 0) await publication;
    else expect((await refusal(publication)).message).toContain('it did not take effect');
    expect(await numbers()).toEqual(there);
    // What comes after it goes well.
    await warehouse.transaction(['insert into work.ledger values (7)']);
    expect(await numbers()).toEqual([...there, '7']);
  });

  it.each(['reset', 'reset-after'] as const)(
    'through a procedure, lost from any request about it by %s on: all of it is there if it says so, nothing if not',
    async (fault) => {
      const ends = { published: 0, refused: 0 };
      for (let first = 1; first <= 9; first++) {
        await store.run('delete from work.ledger');
        const warehouse = await open(`r${first}`);
        loseFrom(first, fault, isAsking);
        try {
          await warehouse.transaction(statements(50), { name: '(publish)' });
          ends.published++;
          expect(await numbers()).toHaveLength(50);
        } catch (error) {
          expect((error as WarehouseError).detail.kind).not.toBe('unknown');
          ends.refused++;
          expect(await numbers()).toEqual([]);
        }
        onRequest = undefined;
        await warehouse.close();
      }
      expect(ends.published).toBeGreaterThan(0);
      if (fault === 'reset') expect(ends.refused).toBeGreaterThan(0);
    },
    60_000,
  );

  it('is not known when nothing can be asked either, and no later than its patience lasts', async () => {
    const warehouse = await open('r1', { timing: { ...slow, patience: 0.2 } });
    onRequest = () => 'reset-after';
    const error = await refusal(warehouse.transaction(statements(2), { name: '(publish)' }));
    expect(error.detail.kind).toBe('unknown');
    expect(await numbers()).toEqual(['0', '1']);
  });
});

it('lets its sessions end when it is closed', async () => {
  const warehouse = await open('r1');
  await Promise.all(
    [1, 2, 3].map((number) => warehouse.execute(`insert into work.ledger values (${number})`)),
  );
  await dataApi.close();
  dataApi = await startDataApi(store, plan);
  const second = await open('r2', { release: 'r1' });
  await Promise.all([1, 2, 3].map((number) => second.execute(`insert into work.ledger values (${number})`)));
  await second.close();
  await until(() => dataApi.sessions().every(({ state }) => state === 'CLOSED'));
  expect(dataApi.sessions().map(({ state }) => state)).toEqual(['CLOSED', 'CLOSED', 'CLOSED', 'CLOSED']);
});
