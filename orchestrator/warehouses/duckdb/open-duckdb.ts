import { availableParallelism } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { QueryResult, Relation, RelationColumn, Warehouse } from '../warehouse.ts';
import { ConnectionPool, type Lease } from './connection-pool.ts';
import { duckdbDialect } from './dialect.ts';
import { isFromDuckDb, toWarehouseError } from './duckdb-error.ts';
import { billViewsSql, moveBillSql } from './landed-bills.ts';
import type { LandingFolder } from './landing-folder.ts';
import { withLoadSession } from './load-session.ts';
import { type InstanceOptions, openInstance } from './open-instance.ts';

export interface DuckDbOptions extends InstanceOptions {
  /** How many statements run at the same time; as many as there are processors, at most 4, if not said. */
  readonly concurrency?: number;
}

/** An open DuckDB file, or one in memory. Rejects with a `WarehouseBusyError` if another process has it open. */
export async function openDuckDb(options: DuckDbOptions): Promise<Warehouse> {
  const { instance, landing, close } = await openInstance(options);
  const concurrency = options.concurrency ?? Math.max(2, Math.min(4, availableParallelism()));
  const pool = new ConnectionPool(instance, concurrency);
  let isClosed = false;

  const warehouse: Warehouse = {
    dialect: duckdbDialect,
    concurrency,
    execute: (sql) => pool.use((lease) => execute(lease, sql)),
    transaction: (statements) => pool.use((lease) => transaction(lease, statements)),
    query: (sql, limit) => pool.use((lease) => query(lease, sql, limit)),
    relations: async () => relationsOf(await warehouse.query(relationsSql)),
    // Whoever may open the file may do everything.
    grants: async () => [],
    loading: (work) =>
      pool
        .use((lease) => pool.useBeside((beside) => withLoadSession({ lease, beside, query, landing }, work)))
        .catch((error: unknown) => {
          // Its own begin, commit and rollback say what DuckDB says; whatever else the work throws stays as it is.
          throw isFromDuckDb(error) ? toWarehouseError(error, 'load') : error;
        }),
    interrupt: () => pool.interrupt(),
    async close() {
      if (isClosed) return;
      isClosed = true;
      pool.close();
      close();
    },
  };
  try {
    await moveBills(warehouse, landing);
  } catch (error) {
    await warehouse.close();
    throw error;
  }
  return warehouse;
}

/**
 * Bills are read from where they landed; where the database was moved, that is no longer where its views say. Where it was moved without them, all else that it holds
 * can be read as before, and the next load says what is gone.
 */
async function moveBills(warehouse: Warehouse, landing: LandingFolder): Promise<void> {
  const { rows } = await warehouse.query(billViewsSql);
  for (const [view, sql, folder] of rows) {
    if (view == null || sql == null || folder == null || folder === landing.path) continue;
    try {
      await warehouse.transaction(moveBillSql(view, sql, folder, landing));
    } catch (error) {
      if (!/No files found/.test(String(error))) throw error;
    }
  }
}

async function execute({ connection, run }: Lease, sql: string): Promise<void> {
  await run(sql, () => connection.run(sql));
}

async function transaction(lease: Lease, statements: readonly string[]): Promise<void> {
  const { connection } = lease;
  await execute(lease, 'begin transaction');
  try {
    for (const sql of statements) await execute(lease, sql);
  } catch (error) {
    // After a fatal error there is nothing left to roll back, and the first error is the one that says why.
    await connection.run('rollback').catch(() => undefined);
    throw error;
  }
  // Not to be interrupted: whoever is told that it was must be able to believe that nothing took effect.
  await connection.run('commit').catch((error: unknown) => {
    throw toWarehouseError(error, 'commit');
  });
}

async function query({ connection, run }: Lease, sql: string, limit?: number): Promise<QueryResult> {
  return run(sql, async () => {
    const reader =
      limit === undefined
        ? await connection.runAndReadAll(sql)
        : await connection.streamAndReadUntil(sql, limit);
    const types = reader.columnTypes();
    const columns = reader
      .columnNames()
      .map((name, index) => ({ name, type: String(types[index]).toLowerCase() }));
    const rows = reader.getRowsJson().slice(0, limit);
    // A result that is not read to its end keeps its transaction open until the connection does something else.
    if (!reader.done) await endStream(connection);
    return { columns, rows: rows.map((row) => row.map(textOf)) };
  });
}

async function endStream(connection: DuckDBConnection): Promise<void> {
  await connection.run('select 1');
}

/** The Json form of every type whose value matters is already text: decimals, dates and timestamps as DuckDB prints them. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const relationsSql = `
  select t.schema_name, t.table_name, t.kind, c.column_name, c.data_type, t.comment, c.comment
  from (
    select schema_name, table_name, table_oid, 'table' as kind, comment from duckdb_tables() where not internal and not temporary
    union all
    select schema_name, view_name, view_oid, 'view', comment from duckdb_views() where not internal and not temporary
  ) as t
  left join duckdb_columns() as c on c.table_oid = t.table_oid and not c.internal
  order by t.schema_name, t.table_name, c.column_index`;

function relationsOf(result: QueryResult): Relation[] {
  const relations = new Map<string, Relation & { columns: RelationColumn[] }>();
  for (const [schema, name, kind, column, type, comment, columnComment] of result.rows) {
    if (schema == null || name == null) continue;
    const key = JSON.stringify([schema, name]);
    const relation = relations.get(key) ?? {
      schema,
      name,
      kind: kind === 'view' ? 'view' : 'table',
      columns: [],
      ...(comment == null ? {} : { comment }),
    };
    relations.set(key, relation);
    if (column != null && type != null)
      relation.columns.push({
        name: column,
        type: type.toLowerCase(),
        ...(columnComment == null ? {} : { comment: columnComment }),
      });
  }
  return [...relations.values()];
}
