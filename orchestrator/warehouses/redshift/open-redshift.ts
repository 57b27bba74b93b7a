import { setTimeout as sleep } from 'node:timers/promises';
import { hostName, thisMachine } from '../../base/machine.ts';
import { type Purpose, type Warehouse, WarehouseError } from '../warehouse.ts';
import { openLoading } from './loading/open-loading.ts';
import { type LockTiming, lockTiming } from './lock/lock-timing.ts';
import { RunLock } from './lock/run-lock.ts';
import type { LockRow } from './lock/run-lock-sql.ts';
import { readGrants } from './read-grants.ts';
import { readRelations } from './read-relations.ts';
import type { RedshiftSettings } from './redshift-settings.ts';
import { type CancelledOrphans, cancelOrphans } from './service/cancel-orphans.ts';
import { DataApi } from './service/data-api.ts';
import { createDataClient } from './service/data-client.ts';
import { readResult } from './service/read-result.ts';
import { type Fence, runTransaction } from './service/run-transaction.ts';
import { SessionPool, type Slot } from './service/session-pool.ts';
import { StatementRunner } from './service/statement-runner.ts';
import { redshiftDialect } from './sql/dialect.ts';

export interface OpenRedshiftOptions {
  /** What runs it, for the warehouse's own list of queries: `apportion build`. */
  readonly command?: string;
  /** The run that writes: it needs the lock. Absent: nothing is written. */
  readonly lock?: WantedLock;
  /** Ends the opening, which may have to wait for the lock. */
  readonly opening?: AbortSignal;
  /** How long to wait before a request is sent again; tests wait less. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

export interface WantedLock {
  readonly run: string;
  /** A run that somebody says is dead although it was heard of a moment ago. */
  readonly release?: string;
  /** Told if the lock was that of a run that did not give it back, after what that run still had in the warehouse was cancelled. */
  readonly onTakeover?: (takeover: Takeover) => void;
  readonly timing?: LockTiming;
}

/** What a dead run has left, and what became of it. */
export interface Takeover extends CancelledOrphans {
  readonly from: LockRow;
}

/**
 * An open Redshift, through the Data API. A session is opened in it, so that what is wrong with the settings or the permissions is known
 * at once. Rejects with a `WarehouseError`, or with a `WarehouseBusyError` if another run has the lock.
 */
export async function openRedshift(
  settings: RedshiftSettings,
  { command = 'apportion', lock: wanted, opening = never, wait = pause }: OpenRedshiftOptions = {},
): Promise<Warehouse> {
  const { concurrency, connection, statementTimeout, searchPath } = settings;
  const pool = new SessionPool(concurrency);
  const client = await createDataClient(settings);
  const api = new DataApi(client, { wait, onBusy: () => pool.giveWay() });
  const runner = new StatementRunner({
    api,
    connection,
    wait,
    run: wanted?.run ?? command.replace(/^apportion /, ''),
    sessionSettings: [
      `set query_group to ${redshiftDialect.literal(command)}`,
      `set statement_timeout to ${statementTimeout * 1000}`,
      `set search_path to ${searchPath}`,
      // So that getdate() is the same for all who look at the lock.
      `set timezone to 'UTC'`,
    ],
  });
  const works = new Set<AbortController>();

  const lock =
    wanted === undefined
      ? undefined
      : new RunLock({
          api,
          runner,
          wait,
          taker: { run: wanted.run, command, host: hostName(), machine: thisMachine(), pid: process.pid },
          timing: wanted.timing ?? lockTiming,
          ...(wanted.release !== undefined && { release: wanted.release }),
          onLost: () => interrupt(),
        });
  const interrupt = (): void => {
    for (const controller of works) controller.abort();
    loading.interrupt();
  };

  /** Does one statement's or transaction's work, which an interruption ends, and the loss of the lock. */
  const perform = async <T>(work: (slot: Slot, signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (lock?.lost !== undefined) throw lock.lost;
    const controller = new AbortController();
    works.add(controller);
    try {
      return await pool.use(controller.signal, (slot) => work(slot, controller.signal));
    } catch (error) {
      if (!(error instanceof WarehouseError) || lock === undefined) throw error;
      if (error.detail.kind === 'interrupted') throw lock.lost ?? error;
      // A statement that failed, not a request: who has taken over ends what this run still does, and drops what it has built.
      throw (error.cause === undefined ? await lock.verify() : undefined) ?? error;
    } finally {
      works.delete(controller);
    }
  };

  const loading = openLoading(
    {
      execute: (sql, purpose = ofLoad) => warehouse.execute(sql, purpose),
      query: (sql, limit, purpose = ofLoad) => warehouse.query(sql, limit, purpose),
      transaction: (statements, purpose = ofLoad, options) =>
        warehouse.transaction(statements, purpose, options),
    },
    settings,
  );
  const warehouse: Warehouse = {
    dialect: redshiftDialect,
    concurrency,
    execute: (sql, purpose = unnamed) =>
      perform(async (slot, signal) => {
        checkLength(sql);
        await runner.run(slot, [sql], 'statement', purpose, signal);
      }),
    transaction: (statements, purpose = unnamed, { schema, isHidden = false } = {}) =>
      perform(async (slot, signal) => {
        statements.forEach(checkLength);
        if (statements.length === 0) return;
        const run = (fence: Fence) =>
          runTransaction(runner, slot, { statements, schema, fence, purpose }, signal);
        await (lock === undefined || isHidden ? run(noFence) : lock.guard(run, signal));
      }),
    query: (sql, limit, purpose = unnamed) =>
      perform(async (slot, signal) => {
        checkLength(sql);
        const { id, statement } = await runner.run(slot, [sql], 'statement', purpose, signal);
        return statement.HasResultSet ? readResult(api, id, limit) : { columns: [], rows: [] };
      }),
    relations: () => readRelations(warehouse),
    grants: (relations) => readGrants(warehouse, relations),
    cannotLoad: loading.cannotLoad,
    bulk: loading.bulk,
    loading: loading.loading,
    interrupt,
    async close() {
      loading.close();
      const ending = (async () => {
        await lock?.release();
        await Promise.all([pool.drain((slot) => runner.end(slot)), lock?.end()]);
      })();
      // What does not answer by then ends by itself: the lock and the sessions after five minutes.
      await Promise.race([ending, sleep(longestEnding, undefined, { ref: false })]);
      api.close();
    },
  };
  try {
    await perform((slot, signal) => runner.open(slot, AbortSignal.any([signal, opening])));
    const from = await lock?.take(opening);
    if (from !== undefined && wanted !== undefined) {
      const orphans = await cancelOrphans(api, from.run, wait);
      wanted.onTakeover?.({ from, ...orphans });
    }
  } catch (error) {
    await warehouse.close();
    throw error;
  }
  return warehouse;
}

const never = new AbortController().signal;

const noFence: Fence = { begin: [], end: [] };

const unnamed: Purpose = { name: '(other)' };

const ofLoad: Purpose = { name: '(load)' };

/** How many milliseconds closing may take. */
const longestEnding = 20_000;

/** Compiled models are checked before a run; what the engine makes itself is checked here, before it is sent. */
function checkLength(sql: string): void {
  const bytes = Buffer.byteLength(sql);
  if (bytes <= redshiftDialect.longestStatement) return;
  const most = redshiftDialect.longestStatement.toLocaleString('en');
  throw new WarehouseError(
    `The statement has ${bytes.toLocaleString('en')} bytes, and the Data API takes at most ${most}.`,
    { kind: 'sql', sql },
  );
}

async function pause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
