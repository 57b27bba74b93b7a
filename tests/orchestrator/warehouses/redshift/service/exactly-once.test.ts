import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Warehouse, WarehouseError } from '../../../../../orchestrator/warehouses/warehouse.ts';
import { openMemoryStore } from '../../../../stand-ins/data-api/memory-store.ts';
import { openPostgresStore } from '../../../../stand-ins/data-api/postgres-store.ts';
import { randomPlan } from '../../../../stand-ins/data-api/random-plan.ts';
import { startDataApi } from '../../../../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../../../../support/dummy-credentials.ts';
import { openRedshiftOn } from '../../../../support/open-redshift-on.ts';

withDummyCredentials();

interface Work {
  readonly numbers: readonly number[];
  readonly kind: 'execute' | 'transaction';
}

/** Twelve pieces of work with numbers of their own: single statements, transactions, and one that is more than a batch takes. */
const works: readonly Work[] = [1, 2, 45, 1, 1, 3, 1, 2, 1, 1, 2, 1].map((size, index) => ({
  numbers: Array.from({ length: size }, (_, at) => index * 100 + at),
  kind: size === 1 ? 'execute' : 'transaction',
}));

async function perform(
  warehouse: Warehouse,
  { numbers, kind }: Work,
): Promise<'done' | 'refused' | 'unknown'> {
  const statements = numbers.map((number) => `insert into ledger values (${number})`);
  return outcomeOf(
    kind === 'transaction' ? warehouse.transaction(statements) : warehouse.execute(statements[0] ?? ''),
  );
}

async function outcomeOf(work: Promise<void>): Promise<'done' | 'refused' | 'unknown'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    return error.detail.kind === 'unknown' ? 'unknown' : 'refused';
  }
}

it('does every piece of work exactly once, or says that it failed and has done nothing of it, whatever fails', async () => {
  const outcomes = { done: 0, refused: 0, unknown: 0 };
  const oneSeed = async (seed: number): Promise<void> => {
    const store = openMemoryStore();
    await store.run('create table ledger (number integer)');
    const dataApi = await startDataApi(store, randomPlan(seed), { longestKeepAlive: 0.5 });
    try {
      const warehouse = await openRedshiftOn(dataApi, { concurrency: '3' });
      const outcome = await Promise.all(works.map((work) => perform(warehouse, work)));
      await warehouse.close();
      await dataApi.close();
      const ledger =
        (await store.run('select number from ledger'))?.rows.map(([number]) => Number(number)) ?? [];
      for (const [index, { numbers }] of works.entries()) {
        const found = ledger.filter((number) => numbers.includes(number)).sort((a, b) => a - b);
        const said = outcome[index] ?? 'refused';
        outcomes[said]++;
        // What is not known is still all of it or nothing.
        if (said === 'done') expect(found).toEqual(numbers);
        else if (said === 'refused' || found.length === 0) expect(found).toEqual([]);
        else expect(found).toEqual(numbers);
      }
    } finally {
      await dataApi.close();
    }
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 10 ** 6 }), oneSeed), { numRuns: 100 });
  const all = outcomes.done + outcomes.refused + outcomes.unknown;
  expect(outcomes.done / all).toBeGreaterThan(0.95);
});

it('knows of every transaction what became of it, whatever fails, when it has the lock', async () => {
  const store = await openPostgresStore();
  const outcomes = { done: 0, refused: 0, unknown: 0 };
  const oneSeed = async (seed: number): Promise<void> => {
    await store.empty();
    await store.run('create schema work');
    await store.run('create table work.ledger (number integer)');
    const dataApi = await startDataApi(store, randomPlan(seed), { longestKeepAlive: 0.5 });
    const timing = { heartbeat: 0.02, expiry: 300, patience: 20 };
    try {
      const warehouse = await openRedshiftOn(dataApi, { concurrency: '3' }, { lock: { run: 'r1', timing } });
      const said = await Promise.all(
        [1, 2, 45, 3, 1].map(async (size, index) => {
          const numbers = Array.from({ length: size }, (_, at) => index * 100 + at);
          const statements = numbers.map((number) => `insert into work.ledger values (${number})`);
          const outcome = await outcomeOf(warehouse.transaction(statements));
          outcomes[outcome]++;
          return outcome === 'done' ? numbers : [];
        }),
      );
      await warehouse.close();
      const ledger = (await store.run('select number from work.ledger order by number'))?.rows ?? [];
      expect(ledger.map(([number]) => Number(number))).toEqual(said.flat().sort((a, b) => a - b));
    } finally {
      await dataApi.close();
    }
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 10 ** 6 }), oneSeed), { numRuns: 20 });
  await store.close();
  expect(outcomes.unknown).toBe(0);
  expect(outcomes.done / (outcomes.done + outcomes.refused)).toBeGreaterThan(0.9);
});
