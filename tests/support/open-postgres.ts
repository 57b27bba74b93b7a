import { PGlite, types } from '@electric-sql/pglite';
import { redshiftPrelude, toPostgres } from './redshift-on-postgres.ts';

/** A Postgres in memory that stands for a Redshift. */
export interface RedshiftStandIn {
  /** The rows of a query for Redshift as text, as Postgres writes it. */
  rows(sql: string): Promise<(string | null)[][]>;
  /** Runs statements that give nothing. */
  execute(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens one; it takes seconds, so once for all tests of a file. */
export async function openPostgres(): Promise<RedshiftStandIn> {
  const database = await PGlite.create();
  await database.exec(redshiftPrelude);
  return {
    async rows(sql) {
      const { rows } = await database.query<(string | null)[]>(toPostgres(sql), [], {
        rowMode: 'array',
        parsers: asText,
      });
      return rows;
    },
    async execute(sql) {
      await database.exec(toPostgres(sql));
    },
    close: () => database.close(),
  };
}

/** Every type that the library would make something else of stays the text that it came as: by the type's number. */
const asText = Object.fromEntries(
  Object.values(types).map((type) => [type, (value: string) => value] as const),
);
