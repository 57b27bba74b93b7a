import { expect, it } from 'vitest';
import { SessionPool } from '../../../../../orchestrator/warehouses/redshift/service/session-pool.ts';
import { TokenBucket } from '../../../../../orchestrator/warehouses/redshift/service/token-bucket.ts';

const newSignal = (): AbortSignal => new AbortController().signal;

/** Work that goes on until it is told to end, and the most that went on at the same time. */
function works(pool: SessionPool) {
  const ends: (() => void)[] = [];
  return {
    begin: (signal = newSignal()) =>
      pool.use(signal, () => new Promise<void>((resolve) => ends.push(resolve))),
    endOne: async () => {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
    get running() {
      return ends.length;
    },
  };
}

it('lets as many work as there are slots, and the others in the order in which they came', async () => {
  const pool = new SessionPool(2);
  const work = works(pool);
  const done = [1, 2, 3, 4].map(() => work.begin());
  await new Promise((resolve) => setImmediate(resolve));
  expect(work.running).toBe(2);
  await work.endOne();
  expect(work.running).toBe(2);
  for (let left = 0; left < 3; left++) await work.endOne();
  await Promise.all(done);
});

it('does half as much when the warehouse has too much to do, and slowly more again', async () => {
  const pool = new SessionPool(8);
  pool.giveWay();
  pool.giveWay();
  expect(pool.limit).toBe(2);
  const work = works(pool);
  const done = Array.from({ length: 22 }, () => work.begin());
  await new Promise((resolve) => setImmediate(resolve));
  expect(work.running).toBe(2);
  for (let ended = 0; ended < 20; ended++) await work.endOne();
  expect(pool.limit).toBe(3);
  for (let ended = 0; ended < 2; ended++) await work.endOne();
  await Promise.all(done);
  for (let times = 0; times < 9; times++) pool.giveWay();
  expect(pool.limit).toBe(1);
});

it('sends away who waits in line when told to, and gives the place to the next', async () => {
  const pool = new SessionPool(1);
  const work = works(pool);
  const controller = new AbortController();
  const first = work.begin();
  const gone = work.begin(controller.signal);
  const last = work.begin();
  controller.abort();
  await expect(gone).rejects.toMatchObject({ detail: { kind: 'interrupted' } });
  await work.endOne();
  await work.endOne();
  await Promise.all([first, last]);
  await expect(work.begin(controller.signal)).rejects.toMatchObject({ detail: { kind: 'interrupted' } });
});

it('lets no more requests through in a second than a service takes, after those that it takes at once', async () => {
  let now = 1_000_000;
  const bucket = new TokenBucket(
    10,
    async (milliseconds) => {
      now += milliseconds;
    },
    () => now,
  );
  const startedAt = now;
  for (let request = 0; request < 40; request++) await bucket.take();
  expect(now - startedAt).toBeGreaterThanOrEqual(2900);
  expect(now - startedAt).toBeLessThanOrEqual(3100);
});
