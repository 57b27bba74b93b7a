import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDuckDb } from '../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';

/** A warehouse in memory and a folder for files, both gone when the work is done. */
export async function withTestWarehouse<T>(
  work: (warehouse: Warehouse, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'apportion-test-'));
  // Two files of tests run at a time, and a few rows are read sooner by one thread than handed to two.
  const warehouse = await openDuckDb({ path: ':memory:', threads: 1 });
  try {
    return await work(warehouse, folder);
  } finally {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The one value of a query's one row. */
export async function queryValue(warehouse: Warehouse, sql: string): Promise<string | null> {
  const { rows } = await warehouse.query(sql);
  return rows[0]?.[0] ?? null;
}
