import path from 'node:path';
import type { BadCell, FileColumn, FileLoad, FilePart, LoadedRows, LoadingPlace } from '../file-load.ts';
import type { QueryResult } from '../query-result.ts';
import { type Warehouse, WarehouseError } from '../warehouse.ts';
import { billRowsSql, roundedCellsSql } from './load-bill.ts';
import { sumOfRounding } from './load-rounding.ts';
import { openDuckDb } from './open-duckdb.ts';
import {
  bufferBytes,
  longestTextsSql,
  type StagedColumn,
  type StagedFile,
  stagedBillSql,
  stagedCells,
  stagedDocumentsSql,
  stagedFactsSql,
} from './staged-sql.ts';

/** What a file that was written for another warehouse holds, as it was found when it was read back. */
export interface StagedFacts {
  readonly rows: number;
  /** The sum of each column of costs, as text; '0' if no row has one. */
  readonly sums: ReadonlyMap<string, string>;
  /** How many bytes the longest text of each column of texts has. */
  readonly longest: ReadonlyMap<string, number>;
}

/**
 * Reads bill and event files for a warehouse that cannot read them itself, and writes them down again as rows of their raw tables: every
 * warehouse gets the values that DuckDB reads, with the same refusals. One thread and little memory: rows keep their order, so that the
 * same file gives the same bytes every time.
 */
export interface FileReader {
  parquetColumns(file: string): Promise<readonly FileColumn[]>;
  parquetRows(file: string): Promise<number>;
  queryFile(load: FileLoad, sql: (rows: string) => string): Promise<QueryResult>;
  badCells(
    load: FileLoad,
    limit: number,
  ): Promise<{ readonly cells: readonly BadCell[]; readonly count: number }>;
  /** Writes the rows of a bill file, or of a part of it, and reads them back. */
  writeBill(
    load: FileLoad,
    columns: readonly StagedColumn[],
    target: StagedFile,
    part?: FilePart,
  ): Promise<StagedFacts>;
  /** What rounding of binary floats did to the costs of a bill file. */
  rounded(load: FileLoad): Promise<LoadedRows['rounded']>;
  /** Writes the rows of files of documents, a JSON object a line, compressed; what each file gave comes out, and its longest texts by its id. */
  writeDocuments(
    loads: readonly FileLoad[],
    target: string,
  ): Promise<{
    readonly loaded: readonly LoadedRows[];
    readonly longest: ReadonlyMap<string, StagedFacts['longest']>;
  }>;
  /** The cell of a file that {@link writeBill} wrote as rows of text; null if it is empty or not there. */
  cell(
    file: string,
    columns: readonly StagedColumn[],
    at: { readonly row: number; readonly column: string },
  ): Promise<string | null>;
  interrupt(): void;
  close(): Promise<void>;
}

/**
 * DuckDB's own share: with Node and the library itself a loader of rows of text stays below 300 MB, whatever the size of the files. What does not fit in
 * it, the wide row groups of a parquet file or large documents, is tried once more with `moreMemory`.
 */
const memory = '64MiB';
const moreMemory = '1GiB';

/** A reader whose own database is the file `<name>.duckdb` in the work folder, which goes with that folder. */
export async function openFileReader(place: LoadingPlace, name: string): Promise<FileReader> {
  const warehouse = await openDuckDb({
    path: path.join(place.workFolder, `${name}.duckdb`),
    memory,
    threads: 1,
    concurrency: 1,
  });
  const { dialect } = warehouse;
  let isRoomy = false;
  const withRoom = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const isTooLittle = error instanceof WarehouseError && error.detail.kind === 'out-of-memory';
      if (!isTooLittle || isRoomy) throw error;
      isRoomy = true;
      await warehouse.execute(`set global memory_limit = '${moreMemory}'`);
      return work();
    }
  };
  return {
    parquetColumns: (file) => warehouse.loading((session) => session.parquetColumns(file), place),
    parquetRows: (file) => warehouse.loading((session) => session.parquetRows(file), place),
    queryFile: (load, sql) =>
      withRoom(() => warehouse.loading((session) => session.queryFile(load, sql), place)),
    badCells: (load, limit) =>
      withRoom(() => warehouse.loading((session) => session.badCells(load, limit), place)),
    writeBill: (load, columns, target, part) =>
      withRoom(async () => {
        await warehouse.execute(stagedBillSql(billRowsSql(load, part, bufferBytes), columns, target));
        return readFacts(warehouse, columns, target);
      }),
    async rounded(load) {
      const sql = roundedCellsSql(load);
      return sumOfRounding(sql === undefined ? [] : (await withRoom(() => warehouse.query(sql))).rows);
    },
    async writeDocuments(loads, target) {
      const [first] = loads;
      if (first?.content.kind !== 'documents') return { loaded: [], longest: new Map() };
      const table = dialect.relation(first.into);
      const columns = [
        { name: 'file_id', type: 'text' as const },
        ...first.content.columns.map(({ name, type }) => ({
          name,
          type: type === 'json' ? ('text' as const) : type,
        })),
        { name: 'unreadable_fields', type: 'text' as const },
      ];
      const declared = columns.map(
        ({ name, type }) => `${dialect.identifier(name)} ${dialect.typeName(type)}`,
      );
      const written = await withRoom(() =>
        warehouse.loading(async (session) => {
          await session.execute(`create schema if not exists ${dialect.identifier(first.into.schema)}`);
          await session.execute(`create or replace table ${table} (${declared.join(', ')})`);
          const loaded = await session.loadDocuments(loads);
          await session.execute(stagedDocumentsSql(table, columns, target));
          const { rows } = await session.query(longestTextsSql(table, columns));
          const longest = rows.map(([id, ...values]) => [id ?? '', longestTexts(columns, values)] as const);
          return { loaded, longest: new Map(longest) };
        }, place),
      );
      await warehouse.execute(`drop table ${table}`);
      return written;
    },
    async cell(file, columns, { row, column }) {
      const { rows } = await warehouse.query(
        `select ${dialect.identifier(column)} from ${stagedCells(file, columns)} as cells limit 1 offset ${row - 1}`,
      );
      return rows[0]?.[0] ?? null;
    },
    interrupt: () => warehouse.interrupt(),
    close: () => warehouse.close(),
  };
}

async function readFacts(
  warehouse: Warehouse,
  columns: readonly StagedColumn[],
  target: StagedFile,
): Promise<StagedFacts> {
  const { rows } = await warehouse.query(stagedFactsSql(columns, target));
  const [row = []] = rows;
  const costs = columns.filter(({ type }) => type === 'cost').map(({ name }) => name);
  return {
    rows: Number(row[0] ?? 0),
    sums: new Map(costs.map((name, index) => [name, row[1 + index] ?? '0'])),
    longest: longestTexts(columns, row.slice(1 + costs.length)),
  };
}

function longestTexts(
  columns: readonly StagedColumn[],
  values: readonly (string | null)[],
): ReadonlyMap<string, number> {
  const texts = columns.filter(({ type }) => type === 'text').map(({ name }) => name);
  return new Map(texts.map((name, index) => [name, Number(values[index] ?? 0)]));
}
