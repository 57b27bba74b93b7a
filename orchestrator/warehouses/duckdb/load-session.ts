import type { BadCell, FileLoad, LoadSession } from '../file-load.ts';
import type { QueryResult } from '../warehouse.ts';
import type { Lease } from './connection-pool.ts';
import { duckdbDialect } from './dialect.ts';
import { badCellsSql, loadBillSql, roundedCellsSql } from './load-bill.ts';
import { loadDocumentsSql } from './load-documents.ts';
import { sumOfRounding } from './load-rounding.ts';
import { fileLiteral } from './load-values.ts';

type Query = (lease: Lease, sql: string) => Promise<QueryResult>;

/** Does the work in one transaction of the connection. `query` is the warehouse's own way to text values. */
export async function withLoadSession<T>(
  lease: Lease,
  query: Query,
  work: (session: LoadSession) => Promise<T>,
): Promise<T> {
  const { connection } = lease;
  // Rows are numbered as they stand in the file, which needs their order; nothing else runs while files are loaded.
  await connection.run('set global preserve_insertion_order = true');
  try {
    await connection.run('begin transaction');
    let result: T;
    try {
      result = await work(sessionOf(lease, query));
    } catch (error) {
      await connection.run('rollback');
      throw error;
    }
    await connection.run('commit');
    return result;
  } finally {
    await connection.run('set global preserve_insertion_order = false');
  }
}

function sessionOf(lease: Lease, query: Query): LoadSession {
  const rowsOf = async (sql: string) => (await query(lease, sql)).rows;
  return {
    execute: async (sql) => {
      await lease.run(sql, () => lease.connection.run(sql));
    },
    query: (sql) => query(lease, sql),
    async parquetColumns(path) {
      const rows = await rowsOf(
        `describe select * from read_parquet(${fileLiteral(path)}, hive_partitioning = false)`,
      );
      return rows.map(([name, type]) => ({ name: name ?? '', type: (type ?? '').toLowerCase() }));
    },
    async load(load) {
      const { content } = load;
      const sql = content.kind === 'documents' ? loadDocumentsSql([load]) : loadBillSql(load, content);
      const [counted] = await rowsOf(sql);
      return { rows: Number(counted?.[0] ?? 0), rounded: await rounded(load) };
    },
    async loadDocuments(loads) {
      const [first] = loads;
      if (first === undefined) return [];
      await rowsOf(loadDocumentsSql(loads));
      const ids = loads.map(({ fileId }) => duckdbDialect.literal(fileId)).join(', ');
      const counts = await rowsOf(
        `select file_id, count(*) from ${duckdbDialect.relation(first.into)} where file_id in (${ids}) group by file_id`,
      );
      const rowsOfFile = new Map(counts.map(([id, rows]) => [id, Number(rows)]));
      return loads.map(({ fileId }) => ({ rows: rowsOfFile.get(fileId) ?? 0, rounded: sumOfRounding([]) }));
    },
    async badCells(load, limit) {
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
    },
  };

  async function rounded(load: FileLoad): Promise<{ cells: number; difference: string }> {
    const sql = roundedCellsSql(load);
    return sumOfRounding(sql === undefined ? [] : await rowsOf(sql));
  }
}
