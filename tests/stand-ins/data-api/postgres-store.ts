import { PGlite, protocol } from '@electric-sql/pglite';
import { redshiftPrelude, toPostgres } from '../../support/redshift-on-postgres.ts';
import { loadErrorTable } from './copy/copy-from-s3.ts';
import { type SqlStore, type StoreColumn, StoreError, type StoreResult } from './sql-store.ts';

export interface PostgresStore extends SqlStore {
  /** Takes away everything that was made since it was opened, which is far quicker than to open another. */
  empty(): Promise<void>;
}

/** A Postgres in memory with the words of Redshift; it takes seconds to open. */
export async function openPostgresStore(): Promise<PostgresStore> {
  const database = await PGlite.create();
  await database.exec(redshiftPrelude);
  await database.exec(loadErrorTable);
  let searchPath = '';

  const send = async (sql: string): Promise<StoreResult | undefined> => {
    try {
      // The simple protocol gives every value as text, and the digits of decimals, which the library's own results lack.
      const { messages } = await database.execProtocol(protocol.serialize.query(sql), { throwOnError: true });
      return resultOf(messages);
    } catch (error) {
      const position = Number(fieldOf(error, 'position'));
      const where = fieldOf(error, 'where');
      throw new StoreError(String(fieldOf(error, 'message')), {
        ...(position > 0 && { position }),
        ...(typeof where === 'string' && { where: inWordsOfRedshift(where) }),
      });
    }
  };

  return {
    run: (sql) => send(toPostgres(sql)),
    begin: async () => void (await send('begin')),
    commit: async () => void (await send('commit')),
    rollback: async () => void (await send('rollback')),
    async useSettings(settings) {
      const wanted = settings.get('search_path') ?? 'public';
      if (wanted === searchPath) return;
      searchPath = wanted;
      await send(`set search_path to redshift, pg_catalog, ${wanted}`);
    },
    async empty() {
      const schemas = await send(
        `select nspname from pg_namespace where nspname not like 'pg!_%' escape '!' and nspname not in ('information_schema', 'redshift')`,
      );
      for (const [schema] of schemas?.rows ?? [])
        await send(`drop schema "${String(schema).replaceAll('"', '""')}" cascade`);
      await send('create schema public');
    },
    close: () => database.close(),
  };
}

/** Postgres writes `function raw.a() line 2 at EXECUTE`. */
function inWordsOfRedshift(where: string): string {
  return where.replaceAll(
    /function (?:\S+\.)?([^\s.(]+)\(\) line (\d+) at EXECUTE/g,
    'function "$1" line $2 at execute statement',
  );
}

function resultOf(messages: readonly unknown[]): StoreResult | undefined {
  const description = messages.find((message) => fieldOf(message, 'name') === 'rowDescription');
  if (description === undefined) return undefined;
  const rows = messages.filter((message) => fieldOf(message, 'name') === 'dataRow');
  // The wire's own shapes: the library does not give them types that it exports.
  const fields = fieldOf(description, 'fields') as readonly WireField[];
  return {
    columns: fields.map(columnOf),
    rows: rows.map((row) => fieldOf(row, 'fields') as readonly (string | null)[]),
  };
}

interface WireField {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/** The numbers are those of pg_type; a modifier has 4 added, and that of a numeric its precision above its scale. */
function columnOf({ name, dataTypeID, dataTypeModifier }: WireField): StoreColumn {
  const typeName = typeNames[dataTypeID] ?? 'varchar';
  const modifier = dataTypeModifier - 4;
  if (typeName === 'numeric')
    return {
      name,
      typeName,
      precision: modifier >= 0 ? modifier >> 16 : 38,
      scale: modifier >= 0 ? modifier & 0xffff : 0,
    };
  if (typeName === 'varchar') return { name, typeName, length: modifier >= 0 ? modifier : 65535 };
  return { name, typeName };
}

const typeNames: Readonly<Record<number, string>> = {
  16: 'bool',
  20: 'int8',
  21: 'int2',
  23: 'int4',
  26: 'oid',
  700: 'float4',
  701: 'float8',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamptz',
  1700: 'numeric',
};

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}
