import type { BoundColumn, DelimitedContent, FileLoad, FilePart, ParquetContent } from '../file-load.ts';
import { duckdbDialect } from './dialect.ts';
import { isNoMap, loadTagsSql } from './load-tags.ts';
import {
  amountOfDecimal,
  amountOfDouble,
  decimalPlaces,
  fileLiteral,
  firstOf,
  isOfThisAge,
  ofThisAge,
  parseCostText,
  quickTimestamp,
  waysToParse,
} from './load-values.ts';

type BillContent = DelimitedContent | ParquetContent;

const { identifier, literal, typeName } = duckdbDialect;

/**
 * One statement that turns a bill file, or a part of it, into a parquet file, or fails at the first cell that cannot be read. The rows
 * may come in another order: keeping it would leave all the reading to one thread. They do not say which file they are of: the name of the
 * parquet file does. Nobody looks for one value, so there are no filters for that.
 */
export function landBillSql(load: FileLoad, target: string, part?: FilePart): string {
  const content = billContent(load);
  const rows = rowsWith(landedValues(content), load, content, part);
  return `copy ${rows} to ${literal(target)} (format parquet, compression snappy, write_bloom_filter false)`;
}

/**
 * SQL of the rows of a bill file, or of a part of it, in parentheses: the columns of its raw relation, but a month that is the same in all rows.
 * `bufferBytes`: what of rows of text is read at once, if not DuckDB's 32 MB.
 */
export function billRowsSql(load: FileLoad, part?: FilePart, bufferBytes?: number): string {
  const content = billContent(load);
  return rowsWith(billValues(load, content), load, content, part, bufferBytes);
}

function rowsWith(
  values: readonly string[],
  load: FileLoad,
  content: BillContent,
  part?: FilePart,
  bufferBytes?: number,
): string {
  const source =
    part === undefined ? rowsOfFile(load, content, bufferBytes) : rowsOfPart(part, content, bufferBytes);
  return `(select ${values.join(',\n  ')}
from ${withQuickValues(content, source)} as cells)`;
}

/** SQL of the rows of a bill file in the columns of its raw relation, and `line_number` as they stand in the file. */
export function numberedRowsSql(load: FileLoad): string {
  const content = billContent(load);
  const values = ['row_number as line_number', ...billValues(load, content)];
  return `(select ${values.join(',\n  ')} from ${withQuickValues(content, numberedCells(load, content))} as cells)`;
}

/** The values of a raw relation's row, each with its name; without a month that is the same in all rows. */
function billValues(load: FileLoad, content: BillContent): readonly string[] {
  return [`${literal(load.fileId)} as file_id`, ...landedValues(content)];
}

/** Those of them that land: which file a row is of, the name of its file says. */
function landedValues(content: BillContent): readonly string[] {
  const { bill } = content;
  const month = bill.statementMonth.kind === 'constant' ? [] : [`${monthValue(content)} as statement_month`];
  return [
    ...month,
    ...bill.columns.map((column) => `${strictValue(content, column)} as ${identifier(column.name)}`),
    `${loadTagsSql(
      bill,
      (position) => cell(content, position),
      (position) => isMap(content, position),
    )} as tags`,
  ];
}

function billContent({ content }: FileLoad): BillContent {
  if (content.kind === 'documents') throw new Error('internal error: documents are no bill');
  return content;
}

/** Every cell that cannot be read: (row_number, file_position, expected, bad_value). Undefined if the file is no bill. */
export function badCellsSql(load: FileLoad): string | undefined {
  const { content } = load;
  if (content.kind === 'documents') return undefined;
  const bad = (position: number, expected: string, condition: string): string =>
    `select row_number, ${position} as file_position, '${expected}' as expected, ${cellText(content, position)} as bad_value from ${numberedCells(load, content)} as numbered where ${condition}`;
  const ofColumns = content.bill.columns.flatMap((column) => {
    if (column.position === undefined || isPlainText(content, column)) return [];
    const isFilled = column.isNeverEmpty ? '' : ` and ${cellText(content, column.position)} is not null`;
    return [bad(column.position, column.type, `${cellValue(content, column)} is null${isFilled}`)];
  });
  const ofTags = content.bill.tagMaps
    .filter((position) => !isMap(content, position))
    .map((position) => bad(position, 'map', isNoMap(cell(content, position))));
  const queries = [...ofColumns, ...ofTags];
  return queries.length === 0 ? undefined : queries.join('\nunion all\n');
}

/** Costs that a float of the file could not give exactly: (its text, the cost it became, how many). */
export function roundedCellsSql(load: FileLoad): string | undefined {
  const { content } = load;
  if (content.kind !== 'parquet') return undefined;
  const queries = content.bill.columns.flatMap(({ type, position }) => {
    if (type !== 'cost' || position === undefined || !isFloat(content, position)) return [];
    const text = cellText(content, position);
    const needed = `case when contains(${text}, 'e') or length(${text}) > 19 then ${decimalPlaces(text)} else 0 end`;
    const quick =
      content.columns[position]?.type === 'double'
        ? `${amountOfDouble(type, `c${position}`)} is null and `
        : '';
    return [
      `select ${text} as float_text, ${parseCostText(text, false)} as cost, count(*) as cells from ${rowsOfFile(load, content)} as cells where ${quick}${needed} > 18 group by 1, 2`,
    ];
  });
  return queries.length === 0 ? undefined : queries.join('\nunion all\n');
}

/** The rows of the file with the columns c0, c1, … in the order of the file, and `row_number` from 1. */
function numberedCells(load: FileLoad, content: BillContent): string {
  return content.kind === 'parquet'
    ? `(select file_row + 1 as row_number, * from ${parquetCells(load, content, true)})`
    : `(select row_number() over () as row_number, * from ${rowsOfFile(load, content)})`;
}

/** The same rows in any order and without a number. */
function rowsOfFile(load: FileLoad, content: BillContent, bufferBytes?: number): string {
  return content.kind === 'parquet'
    ? parquetCells(load, content, false)
    : delimitedCells(load.path, content, { hasHeader: true, isGzip: load.isGzip, bufferBytes });
}

function rowsOfPart(part: FilePart, content: BillContent, bufferBytes?: number): string {
  if (content.kind === 'parquet') throw new Error('internal error: parquet files have no parts');
  return delimitedCells(part.path, content, { hasHeader: part.hasHeader, isGzip: false, bufferBytes });
}

function parquetCells(load: FileLoad, content: ParquetContent, isNumbered: boolean): string {
  const names = content.columns.map((_, position) => `c${position}`);
  if (isNumbered) names.push('file_row');
  return `(select * from read_parquet(${fileLiteral(load.path)}, file_row_number = ${isNumbered}, hive_partitioning = false) as file(${names.join(', ')}))`;
}

function delimitedCells(
  path: string,
  content: DelimitedContent,
  {
    hasHeader,
    isGzip,
    bufferBytes,
  }: { readonly hasHeader: boolean; readonly isGzip: boolean; readonly bufferBytes?: number },
): string {
  const columns = Array.from({ length: content.width }, (_, position) => `'c${position}': 'VARCHAR'`).join(
    ', ',
  );
  const nulls = ['\\N', ...content.nullWords].map(literal).join(', ');
  const options = [
    'auto_detect = false',
    // A folder called year=2017 would become a column.
    'hive_partitioning = false',
    `header = ${hasHeader}`,
    `columns = {${columns}}`,
    `delim = ${literal(content.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = [${nulls}]`,
    'allow_quoted_nulls = false',
    `compression = '${isGzip ? 'gzip' : 'none'}'`,
    `encoding = '${content.encoding}'`,
    ...(bufferBytes === undefined ? [] : [`buffer_size = ${bufferBytes}`]),
  ];
  return `read_csv(${fileLiteral(path)}, ${options.join(', ')})`;
}

function monthValue(content: BillContent): string {
  const { statementMonth, columns } = content.bill;
  if (statementMonth.kind === 'constant') return `date ${literal(statementMonth.month)}`;
  const column = columns.find(({ name }) => name === statementMonth.name);
  return column === undefined ? 'null' : `cast(date_trunc('month', ${strictValue(content, column)}) as date)`;
}

/**
 * Cells with, as v0, v1, … in the order of the binding, the first way to read each of them. In a query of its own: worked out once,
 * it is there for all rows before any other way is tried, and those are tried where it gives nothing.
 */
function withQuickValues(content: BillContent, cells: string): string {
  const values = content.bill.columns.flatMap((column, index) =>
    isPlainText(content, column) ? [] : [`${quickWay(content, column).value} as v${index}`],
  );
  return `(select ${['*', ...values].join(', ')} from ${cells} as quick)`;
}

/** The value of a column of {@link withQuickValues}, or a failure of the statement where there is none and should be. */
function strictValue(content: BillContent, column: BoundColumn): string {
  if (column.position === undefined) return `cast(null as ${typeName(column.type)})`;
  if (isPlainText(content, column)) return firstOf(waysToValue(content, column));
  const { isDone: isRead, others } = quickWay(content, column);
  const text = cellText(content, column.position);
  const failure = `cast(error('cell of ${column.name.replace(/\W/g, '_')} cannot be read: ' || coalesce(${text}, '')) as ${typeName(column.type)})`;
  const quick = `v${content.bill.columns.indexOf(column)}`;
  const isDone = column.isNeverEmpty ? isRead(quick) : `${isRead(quick)} or ${text} is null`;
  // An empty cell must not come to the other ways: for one row of a thousand they take as long as for all of them (measured).
  return `case when ${isDone} then ${quick} else ${firstOf([...others, failure])} end`;
}

/** The way that is tried for all rows, whether what it gives is the value, and the ways that are left if it is not. */
function quickWay(
  content: BillContent,
  column: BoundColumn,
): {
  readonly value: string;
  readonly isDone: (value: string) => string;
  readonly others: readonly string[];
} {
  const ways = waysToValue(content, column);
  if (content.kind === 'delimited' && column.type === 'timestamp' && column.position !== undefined)
    return { value: quickTimestamp(cellText(content, column.position)), isDone: isOfThisAge, others: ways };
  const [value = 'null', ...others] = ways;
  return { value, isDone: (found) => `${found} is not null`, others };
}

function isPlainText(content: BillContent, column: BoundColumn): boolean {
  if (column.position === undefined) return true;
  return column.type === 'text' && !column.isNeverEmpty && saysText(content, column.position);
}

/** Of a float nobody knows how it was written before (`123456789012.0`), and a list is several. */
function saysText(content: BillContent, position: number): boolean {
  const type = content.kind === 'parquet' ? (content.columns[position]?.type ?? '') : 'varchar';
  return !isFloatType(type) && !/[[(]/.test(type.replace(/^decimal\(.*\)$/, 'decimal'));
}

/** The value of a column, null where the cell is empty or cannot be read. */
function cellValue(content: BillContent, column: BoundColumn): string {
  return firstOf(waysToValue(content, column));
}

/** The same as several expressions, of which the first that is not null is the value. */
function waysToValue(content: BillContent, { type, position }: BoundColumn): readonly string[] {
  if (position === undefined) return ['null'];
  if (type === 'text' && !saysText(content, position)) return ['null'];
  if (content.kind === 'delimited') return waysToParse(type, cellText(content, position));
  const fileType = content.columns[position]?.type ?? '';
  if (fileType.startsWith('timestamp') && type === 'timestamp')
    return [ofThisAge(`cast(c${position} as timestamp)`)];
  const text = cellText(content, position);
  const fromText =
    type === 'cost' && isFloat(content, position) ? [parseCostText(text, false)] : waysToParse(type, text);
  if (type !== 'cost' && type !== 'quantity') return fromText;
  if (fileType === 'double') return [amountOfDouble(type, `c${position}`), ...fromText];
  const amount = amountOfDecimal(type, fileType, `c${position}`);
  return amount === undefined ? fromText : [amount];
}

/** The text of a cell, null if it is empty. */
function cellText(content: BillContent, position: number): string {
  return `nullif(${cell(content, position)}, '')`;
}

function cell(content: BillContent, position: number): string {
  const type = content.kind === 'delimited' ? 'varchar' : content.columns[position]?.type;
  if (type === 'varchar') return `c${position}`;
  // Older writers do not say that their texts are texts.
  return type === 'blob' ? `decode(c${position})` : `cast(c${position} as varchar)`;
}

function isFloat(content: ParquetContent, position: number): boolean {
  return isFloatType(content.columns[position]?.type ?? '');
}

function isFloatType(type: string): boolean {
  return /^(double|float|real)$/.test(type);
}

function isMap(content: BillContent, position: number): boolean {
  return content.kind === 'parquet' && (content.columns[position]?.type ?? '').startsWith('map(');
}
