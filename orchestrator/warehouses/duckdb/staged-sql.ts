import type { ColumnType } from '../../base/column-type.ts';
import { duckdbDialect } from './dialect.ts';
import { fileLiteral, parseCostText } from './load-values.ts';

const { identifier, literal, typeName } = duckdbDialect;

/** A column of rows that are written down for another warehouse. */
export interface StagedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Absent from the rows that are read: null in every row. */
  readonly isAbsent?: boolean;
}

export interface StagedFile {
  readonly path: string;
  /** Rows of text, compressed; or rows with their types. */
  readonly form: 'csv' | 'parquet';
}

/** So many rows of parquet are held before they are written: with DuckDB's own 122,880 wide rows they would not fit. */
const rowGroup = 20_000;

/**
 * The statement that writes rows down. Blanks at the end of a text go, which in Redshift count in some places and not in others; a
 * text of a bill is never empty, so that in rows of text an empty cell is null and nothing else is.
 */
export function stagedBillSql(rows: string, columns: readonly StagedColumn[], target: StagedFile): string {
  const values = columns.map(({ name, type, isAbsent }) => {
    const column = identifier(name);
    if (isAbsent === true) return `cast(null as ${typeName(type)}) as ${column}`;
    return type === 'text' ? `nullif(rtrim(${column}, ' '), '') as ${column}` : column;
  });
  const options =
    target.form === 'csv'
      ? `format csv, header true, nullstr '', quote '"', escape '"', compression gzip`
      : `format parquet, compression snappy, row_group_size ${rowGroup}`;
  return `copy (select ${values.join(', ')} from ${rows} as rows) to ${literal(target.path)} (${options})`;
}

/**
 * The statement that writes a table of documents down, an object a line. Numbers are written as texts: a number of JSON may lose digits in COPY
 * ("COPY from JSON format").
 */
export function stagedDocumentsSql(table: string, columns: readonly StagedColumn[], path: string): string {
  const values = columns.map(({ name, type }) => {
    const column = identifier(name);
    if (isNumber(type)) return `cast(${column} as varchar) as ${column}`;
    return type === 'text' ? `rtrim(${column}, ' ') as ${column}` : column;
  });
  return `copy (select ${values.join(', ')} from ${table}) to ${literal(path)} (format json, compression gzip)`;
}

function isNumber(type: ColumnType): boolean {
  return type === 'integer' || type === 'cost' || type === 'quantity';
}

/** What is asked of a written file: how many rows, the sum of each column of costs, the longest text of each column of texts. */
export function stagedFactsSql(columns: readonly StagedColumn[], file: StagedFile): string {
  const costs = columns
    .filter(({ type }) => type === 'cost')
    .map(({ name }) => {
      const column = identifier(name);
      return `sum(${file.form === 'csv' ? parseCostText(column, true) : column})`;
    });
  const rows =
    file.form === 'csv'
      ? stagedCells(file.path, columns)
      : `read_parquet(${fileLiteral(file.path)}, hive_partitioning = false)`;
  return `select ${['count(*)', ...costs, ...lengthsOf(columns)].join(', ')} from ${rows} as rows`;
}

/** How many bytes the longest text of each column of texts has, for each file of a table of documents. */
export function longestTextsSql(table: string, columns: readonly StagedColumn[]): string {
  return `select ${['file_id', ...lengthsOf(columns)].join(', ')} from ${table} group by file_id order by file_id`;
}

function lengthsOf(columns: readonly StagedColumn[]): string[] {
  return columns
    .filter(({ type }) => type === 'text')
    .map(({ name }) => `max(strlen(rtrim(${identifier(name)}, ' ')))`);
}

/** What is read at once, in place of 32 MB: enough for the longest row that can be read. */
export const bufferBytes = 8 * 1024 * 1024;

/** SQL of the cells of a file of rows of text, each as it stands there. */
export function stagedCells(path: string, columns: readonly StagedColumn[]): string {
  const declared = columns.map(({ name }) => `${literal(name)}: 'VARCHAR'`);
  return `read_csv(${fileLiteral(path)}, auto_detect = false, header = true, columns = {${declared.join(', ')}}, delim = ',', quote = '"', escape = '"', nullstr = '', compression = 'gzip', hive_partitioning = false, buffer_size = ${bufferBytes})`;
}
