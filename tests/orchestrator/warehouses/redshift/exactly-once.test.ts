import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Warehouse, WarehouseError } from '../../../../orchestrator/warehouses/warehouse.ts';
import { openMemoryStore } from '../../../stand-ins/data-api/memory-store.ts';
import type { DataApiPlan, RequestFault, StatementFault } from '../../../stand-ins/data-api/plan.ts';
import { startDataApi } from '../../../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../../../support/dummy-credentials.ts';
import { openRedshiftOn } from '../../../support/open-redshift-on.ts';

withDummyCredentials();

const requestFaults: readonly RequestFault[] = [
  'throttled',
  'active-statements',
  'active-sessions',
  'active-waiting',
  'connection-failed',
  'server-error',
  'server-error-after',
  'reset',
  'reset-after',
  'session-lost',
];
const statementFaults: readonly StatementFault[] = ['serializable', 'relation-lost'];

/** Of a hundred requests five meet something, and so do five of a hundred statements. */
function planOf(seed: number): DataApiPlan {
  let state = seed * 2654435761 + 1;
  // Numerical Recipes' linear congruence: the same failures for the same seed, as far as the requests come in the same order.
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <T>(faults: readonly T[]): T | undefined =>
    random() < 0.05 ? faults[Math.floor(random() * faults.length)] : undefined;
  return {
    onRequest: ({ body }) => {
      const fault = pick(requestFaults);
      return fault === 'session-lost' && body.SessionId === undefined ? 'reset' : fault;
    },
    onStatement: () => pick(statementFaults),
  };
}

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
  try {
    if (kind === 'transaction') await warehouse.transaction(statements);
    else await warehouse.execute(statements[0] ?? '');
    return 'done';
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    return error.message.startsWith('It is not known') ? 'unknown' : 'refused';
  }
}

it('does every piece of work exactly once, or says that it failed and has done nothing of it, whatever fails', async () => {
  const outcomes = { done: 0, refused: 0, unknown: 0 };
  const oneSeed = async (seed: number): Promise<void> => {
    const store = openMemoryStore();
    await store.run('create table ledger (number integer)');
    const dataApi = await startDataApi(store, planOf(seed), { longestKeepAlive: 0.5 });
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
