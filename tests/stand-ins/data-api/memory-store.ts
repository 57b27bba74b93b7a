import { type IBackup, newDb } from 'pg-mem';
import { type SqlStore, StoreError, type StoreResult } from './sql-store.ts';
import { parseProcedure, type StoredProcedure, whereInProcedure } from './stored-procedure.ts';

/**
 * A store for tests of what statements go through: it opens at once and knows little SQL. Whole numbers up to 2^53 and text only; a
 * transaction that is rolled back must not have made a table.
 */
export function openMemoryStore(): SqlStore {
  const database = newDb();
  const procedures = new Map<string, StoredProcedure>();
  let before: IBackup | undefined;

  const run = (sql: string, where?: string): StoreResult | undefined => {
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
      const [message = ''] = String(error instanceof Error ? error.message : error).split('\n');
      throw new StoreError(message, where === undefined ? {} : { where });
    }
  };

  return {
    async run(sql) {
      const procedure = parseProcedure(sql);
      const [, verb, name = ''] = /^(call|drop procedure) (\S+)\(\)$/.exec(sql) ?? [];
      if (procedure !== undefined) procedures.set(procedure.name, procedure);
      if (verb !== undefined && !procedures.has(name))
        throw new StoreError(`procedure ${name}() does not exist`);
      if (verb === 'drop procedure') procedures.delete(name);
      if (verb === 'call')
        for (const step of procedures.get(name)?.steps ?? [])
          run(step.sql, whereInProcedure({ name, steps: [] }, step.line));
      return procedure === undefined && verb === undefined ? run(sql) : undefined;
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
