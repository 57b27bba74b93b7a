import { type IBackup, newDb } from 'pg-mem';
import { type SqlStore, StoreError } from './sql-store.ts';

/**
 * A store for tests of what statements go through: it opens at once and knows little SQL. Whole numbers up to 2^53 and text only; a
 * transaction that is rolled back must not have made a table.
 */
export function openMemoryStore(): SqlStore {
  const database = newDb();
  let before: IBackup | undefined;
  return {
    async run(sql) {
      try {
        const { fields, rows, command } = database.public.query(sql);
        if (command !== 'SELECT') return undefined;
        return {
          columns: fields.map(({ name, type }) => ({ name, typeName: typeNames[String(type)] ?? 'varchar' })),
          rows: rows.map((row) =>
            fields.map(({ name }) =>
              row[name] === null || row[name] === undefined ? null : String(row[name]),
            ),
          ),
        };
      } catch (error) {
        // Its advice to whoever runs a test comes after an empty line.
        throw new StoreError(String(error instanceof Error ? error.message : error).split('\n')[0] ?? '');
      }
    },
    // Its own `rollback` takes nothing back.
    async begin() {
      before = database.backup();
    },
    async commit() {
      before = undefined;
    },
    async rollback() {
      before?.restore();
      before = undefined;
    },
    async useSettings() {},
    async close() {},
  };
}

const typeNames: Readonly<Record<string, string>> = { integer: 'int4', bigint: 'int8' };
