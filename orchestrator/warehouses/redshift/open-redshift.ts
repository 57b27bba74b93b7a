import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectStore } from '../../s3/object-store.ts';
import { openObjectStore } from '../../s3/open-object-store.ts';
import type { FileReader } from '../duckdb/file-reader.ts';
import type { LoadingPlace, LoadSession } from '../file-load.ts';
import { type Warehouse, WarehouseError } from '../warehouse.ts';
import { DataApi } from './data-api.ts';
import { createDataClient } from './data-client.ts';
import { redshiftDialect } from './dialect.ts';
import { withLoadSession } from './loading/load-session.ts';
import { Staging } from './loading/staging.ts';
import { readGrants } from './read-grants.ts';
import { readRelations } from './read-relations.ts';
import { readResult } from './read-result.ts';
import type { RedshiftSettings } from './redshift-settings.ts';
import { runTransaction } from './run-transaction.ts';
import { SessionPool, type Slot } from './session-pool.ts';
import { StatementRunner } from './statement-runner.ts';

export interface OpenRedshiftOptions {
  /** What runs it, for the warehouse's own list of queries: `apportion build`. */
  readonly command?: string;
  /** How long to wait before a request is sent again; tests wait less. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Why a target that does not say where files go for COPY reads none. */
const cannotLoad =
  'it does not say where files are put for COPY and who reads them there, "staging" and "iam_role", or their variables are not set. Raw tables that are filled in another way are built by "apportion run" (docs/redshift.md).';

/**
 * An open Redshift, through the Data API. A session is opened in it, so that what is wrong with the settings or the permissions is known
 * at once. Rejects with a `WarehouseError`.
 */
export async function openRedshift(
  settings: RedshiftSettings,
  { command = 'apportion', wait = pause }: OpenRedshiftOptions = {},
): Promise<Warehouse> {
  const { concurrency, connection, statementTimeout, searchPath } = settings;
  const pool = new SessionPool(concurrency);
  const client = await createDataClient(settings);
  const api = new DataApi(client, { wait, onBusy: () => pool.giveWay() });
  const runner = new StatementRunner({
    api,
    connection,
    wait,
    label: `apportion:${randomUUID()}`,
    sessionSettings: [
      `set query_group to ${redshiftDialect.literal(command)}`,
      `set statement_timeout to ${statementTimeout * 1000}`,
      `set search_path to ${searchPath}`,
    ],
  });
  const works = new Set<AbortController>();
  const readers = new Set<FileReader>();

  /** Does one statement's or transaction's work, which an interruption ends. */
  const perform = async <T>(work: (slot: Slot, signal: AbortSignal) => Promise<T>): Promise<T> => {
    const controller = new AbortController();
    works.add(controller);
    try {
      return await pool.use(controller.signal, (slot) => work(slot, controller.signal));
    } finally {
      works.delete(controller);
    }
  };

  const warehouse: Warehouse = {
    dialect: redshiftDialect,
    concurrency,
    ...(settings.loading === undefined && { cannotLoad }),
    execute: (sql) =>
      perform(async (slot, signal) => {
        checkLength(sql);
        await runner.run(slot, [sql], 'statement', signal);
      }),
    transaction: (statements, { schema } = {}) =>
      perform(async (slot, signal) => {
        statements.forEach(checkLength);
        await runTransaction(runner, slot, { statements, ...(schema !== undefined && { schema }) }, signal);
      }),
    query: (sql, limit) =>
      perform(async (slot, signal) => {
        checkLength(sql);
        const { id, statement } = await runner.run(slot, [sql], 'statement', signal);
        return statement.HasResultSet ? readResult(api, id, limit) : { columns: [], rows: [] };
      }),
    relations: () => readRelations(warehouse),
    grants: (relations) => readGrants(warehouse, relations),
    loading: (work, place) => loadInto(warehouse, settings, readers, works, work, place),
    interrupt() {
      for (const controller of works) controller.abort();
      for (const reader of readers) reader.interrupt();
    },
    async close() {
      api.close();
    },
  };
  try {
    await perform((slot, signal) => runner.open(slot, signal));
  } catch (error) {
    await warehouse.close();
    throw error;
  }
  return warehouse;
}

/** Reads files into the warehouse's raw tables, by way of the staging bucket. */
async function loadInto<T>(
  warehouse: Warehouse,
  { loading, region, roleArn }: RedshiftSettings,
  readers: Set<FileReader>,
  works: Set<AbortController>,
  work: (session: LoadSession) => Promise<T>,
  place: LoadingPlace,
): Promise<T> {
  if (loading === undefined)
    throw new WarehouseError(`The target cannot load: ${cannotLoad}`, { kind: 'other' });
  const { bucket, prefix, access } = loading;
  const opened = new Set<FileReader>();
  const controller = new AbortController();
  works.add(controller);
  let store: ObjectStore | undefined;
  try {
    return await withLoadSession(
      {
        warehouse,
        access,
        place,
        openStaging: async () => {
          store = await openObjectStore({ region: access.region ?? region, roleArn });
          return new Staging(store, { bucket, prefix }, place, controller.signal);
        },
        onReader: (reader) => {
          opened.add(reader);
          readers.add(reader);
        },
      },
      work,
    );
  } finally {
    works.delete(controller);
    for (const reader of opened) readers.delete(reader);
    store?.close();
  }
}

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
