import type { BadCell, BillFile, FileLoad, FilePart, LoadedRows, LoadSession } from '../file-load.ts';
import { type QueryResult, UnevenDocumentsError, WarehouseError } from '../warehouse.ts';
import type { Lease } from './connection-pool.ts';
import { duckdbDialect } from './dialect.ts';
import { landedRowsSql, replaceBillSql } from './landed-bills.ts';
import { type LandingFolder, listParts, nameParts, newPart, removeOrphans } from './landing-folder.ts';
import { badCellsSql, landBillSql, numberedRowsSql, roundedCellsSql } from './load-bill.ts';
import { loadDocumentsSql } from './load-documents.ts';
import { sumOfRounding } from './load-rounding.ts';
import { fileLiteral } from './load-values.ts';
import { readParquetColumns } from './parquet-columns.ts';

interface LoadConnections {
  readonly lease: Lease;
  /**
   * A connection outside of the transaction. Files land through it: they are not the database's, and one that cannot be read must
   * not end a transaction in which it can be tried in another way.
   */
  readonly beside: Lease;
  /** The warehouse's own way to text values. */
  readonly query: (lease: Lease, sql: string) => Promise<QueryResult>;
  readonly landing: LandingFolder;
}

/** Does the work in one transaction of the connection. */
export async function withLoadSession<T>(
  connections: LoadConnections,
  work: (session: LoadSession) => Promise<T>,
): Promise<T> {
  const { lease, query, landing } = connections;
  const { connection } = lease;
  const session = sessionOf(connections);
  const removeUnnamed = async (): Promise<void> => {
    if (!session.hasLanded()) return;
    const views = await query(lease, 'select sql from duckdb_views() where not internal');
    removeOrphans(
      landing,
      views.rows.map(([sql]) => sql ?? ''),
    );
  };
  await connection.run('begin transaction');
  let result: T;
  try {
    result = await work(session);
  } catch (error) {
    await connection.run('rollback');
    // The error that says why is the first one.
    await removeUnnamed().catch(() => undefined);
    throw error;
  }
  await connection.run('commit');
  // Only now: until the commit the views of before are those that count.
  await removeUnnamed();
  return result;
}

function sessionOf({
  lease,
  beside,
  query,
  landing,
}: LoadConnections): LoadSession & { hasLanded(): boolean } {
  let hasLanded = false;
  const landedHere = new Map<string, readonly string[]>();
  let landedBefore: ReadonlyMap<string, readonly string[]> | undefined;
  const execute = async (sql: string): Promise<void> => {
    await lease.run(sql, () => lease.connection.run(sql));
  };
  const rowsOf = async (sql: string) => (await query(lease, sql)).rows;

  return {
    hasLanded: () => hasLanded,
    execute,
    query: (sql) => query(lease, sql),
    async addRows(into, columns, rows) {
      if (rows.length === 0) return;
      const names = columns.map(duckdbDialect.identifier).join(', ');
      const values = rows.map((row) => `(${row})`).join(',\n');
      await execute(`insert into ${duckdbDialect.relation(into)} (${names}) values ${values}`);
    },
    parquetColumns: (path) => readParquetColumns(path, (sql) => query(lease, sql)),
    async parquetRows(path) {
      const [counted] = await rowsOf(`select num_rows from parquet_file_metadata(${fileLiteral(path)})`);
      return Number(counted?.[0] ?? 0);
    },
    async loadBill(load, parts) {
      hasLanded = true;
      const landed: string[] = [];
      let rows = 0;
      for await (const part of parts ?? [undefined]) rows += await land(load, part, landed);
      landedHere.set(load.fileId, nameParts(landed));
      return { rows, rounded: await rounded(load) };
    },
    billRows: (relation, files) => landedRowsSql(relation, files, partsOf(files)),
    queryFile: (load, sql) => inOrder(() => query(lease, sql(numberedRowsSql(load)))),
    async renew(relation, create) {
      for (const sql of duckdbDialect.drop(relation.kind, [relation])) await execute(sql);
      await execute(create(relation));
    },
    async replaceBill(relation, files) {
      hasLanded = true;
      for (const sql of replaceBillSql(relation, files, partsOf(files), landing)) await execute(sql);
    },
    async lostBills(files) {
      const landed = listParts(landing);
      return files.map(({ fileId }) => fileId).filter((fileId) => !landed.has(fileId));
    },
    loadDocuments,
    badCells: (load, limit) => inOrder(() => badCells(load, limit)),
  };

  /** The folder is looked through once: a report may have thousands of files, and each of them is asked for by itself. */
  function partsOf(files: readonly BillFile[]): ReadonlyMap<string, readonly string[]> {
    if (!files.every(({ fileId }) => landedHere.has(fileId))) landedBefore ??= listParts(landing);
    return new Map(
      files.flatMap(({ fileId }) => {
        const parts = landedHere.get(fileId) ?? landedBefore?.get(fileId);
        return parts === undefined ? [] : [[fileId, parts] as const];
      }),
    );
  }

  async function land(load: FileLoad, part: FilePart | undefined, landed: string[]): Promise<number> {
    const target = newPart(landing, load.fileId, landed.length + 1);
    landed.push(target);
    const { rows } = await query(beside, landBillSql(load, target, part));
    return Number(rows[0]?.[0] ?? 0);
  }

  async function rounded(load: FileLoad): Promise<{ cells: number; difference: string }> {
    const sql = roundedCellsSql(load);
    return sumOfRounding(sql === undefined ? [] : await rowsOf(sql));
  }

  async function loadDocuments(loads: readonly FileLoad[]): Promise<readonly LoadedRows[]> {
    const [first] = loads;
    if (first === undefined) return [];
    const [counted] = await rowsOf(loadDocumentsSql(loads)).catch((error: unknown) => {
      const isUneven = error instanceof WarehouseError && error.message.includes('JSON transform error');
      throw isUneven ? new UnevenDocumentsError(error.message, { cause: error }) : error;
    });
    const none = sumOfRounding([]);
    if (loads.length === 1) return [{ rows: Number(counted?.[0] ?? 0), rounded: none }];
    const ids = loads.map(({ fileId }) => duckdbDialect.literal(fileId)).join(', ');
    const counts = await rowsOf(
      `select file_id, count(*) from ${duckdbDialect.relation(first.into)} where file_id in (${ids}) group by file_id`,
    );
    const rowsOfFile = new Map(counts.map(([id, rows]) => [id, Number(rows)]));
    return loads.map(({ fileId }) => ({ rows: rowsOfFile.get(fileId) ?? 0, rounded: none }));
  }

  async function badCells(
    load: FileLoad,
    limit: number,
  ): Promise<{ cells: readonly BadCell[]; count: number }> {
    const sql = badCellsSql(load);
    if (sql === undefined) return { cells: [], count: 0 };
    const counted = await rowsOf(`select count(*) from (${sql}) as bad`);
    const first = await rowsOf(`${sql} order by row_number, file_position limit ${limit}`);
    const cells = first.map(([row, position, expected, value]) => ({
      row: Number(row),
      position: Number(position),
      // The words that badCellsSql put there.
      expected: expected as BadCell['expected'],
      value: value ?? null,
    }));
    return { cells, count: Number(counted[0]?.[0] ?? 0) };
  }

  /** Rows are numbered as they stand in a file only where they keep their order. Nothing else runs while files are loaded. */
  async function inOrder<T>(work: () => Promise<T>): Promise<T> {
    await beside.connection.run('set global preserve_insertion_order = true');
    try {
      return await work();
    } finally {
      await beside.connection.run('set global preserve_insertion_order = false');
    }
  }
}
