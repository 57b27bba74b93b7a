import type { BoundColumn, DelimitedContent, FileLoad, ParquetContent } from '../file-load.ts';
import { duckdbDialect } from './dialect.ts';
import { isNoMap, loadTagsSql } from './load-tags.ts';
import { decimalPlaces, fileLiteral, ofThisAge, parseCostText, parseText } from './load-values.ts';

type BillContent = DelimitedContent | ParquetContent;

const { identifier, literal, relation, typeName } = duckdbDialect;

/** One statement that reads a bill file into its raw table, or fails at the first cell that cannot be read. */
export function loadBillSql(load: FileLoad, content: BillContent): string {
  const { bill } = content;
  const columns = [
    'file_id',
    'statement_month',
    'line_number',
    ...bill.columns.map(({ name }) => name),
    'tags',
  ];
  const values = [
    literal(load.fileId),
    monthValue(content),
    'row_number',
    ...bill.columns.map((column) => strictValue(content, column)),
    loadTagsSql(
      bill,
      (position) => cell(content, position),
      (position) => isMap(content, position),
    ),
  ];
  return `insert into ${relation(load.into)} (${columns.map(identifier).join(', ')})
select ${values.join(',\n  ')}
from ${numberedRows(load, content)} as numbered`;
}

/** Every cell that cannot be read: (row_number, file_position, expected, bad_value). Undefined if the file is no bill. */
export function badCellsSql(load: FileLoad): string | undefined {
  const { content } = load;
  if (content.kind === 'documents') return undefined;
  const bad = (position: number, expected: string, condition: string): string =>
    `select row_number, ${position} as file_position, '${expected}' as expected, ${cellText(content, position)} as bad_value from ${numberedRows(load, content)} as numbered where ${condition}`;
  const ofColumns = content.bill.columns.flatMap((column) => {
    if (column.position === undefined || (column.type === 'text' && !column.isNeverEmpty)) return [];
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
    return [
      `select ${text} as float_text, ${parseCostText(text, false)} as cost, count(*) as cells from ${numberedRows(load, content)} as numbered where ${needed} > 18 group by 1, 2`,
    ];
  });
  return queries.length === 0 ? undefined : queries.join('\nunion all\n');
}

/** The rows of the file with `row_number` from 1 and the columns c0, c1, … in the order of the file. */
function numberedRows(load: FileLoad, content: BillContent): string {
  if (content.kind === 'parquet') {
    const names = content.columns.map((_, position) => `c${position}`).join(', ');
    return `(select file_row + 1 as row_number, * from read_parquet(${fileLiteral(load.path)}, file_row_number = true, hive_partitioning = false) as file(${names}, file_row))`;
  }
  const columns = Array.from({ length: content.width }, (_, position) => `'c${position}': 'VARCHAR'`).join(
    ', ',
  );
  const nulls = ['\\N', ...content.nullWords].map(literal).join(', ');
  const options = [
    'auto_detect = false',
    // A folder called year=2017 would become a column.
    'hive_partitioning = false',
    'header = true',
    `columns = {${columns}}`,
    `delim = ${literal(content.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = [${nulls}]`,
    'allow_quoted_nulls = false',
    `compression = '${load.isGzip ? 'gzip' : 'none'}'`,
    `encoding = '${content.encoding}'`,
  ];
  return `(select row_number() over () as row_number, * from read_csv(${fileLiteral(load.path)}, ${options.join(', ')}))`;
}

function monthValue(content: BillContent): string {
  const { statementMonth, columns } = content.bill;
  if (statementMonth.kind === 'constant') return `date ${literal(statementMonth.month)}`;
  const column = columns.find(({ name }) => name === statementMonth.name);
  return column === undefined ? 'null' : `cast(date_trunc('month', ${strictValue(content, column)}) as date)`;
}

/** The value of a column, or a failure of the statement where there is none and should be. */
function strictValue(content: BillContent, column: BoundColumn): string {
  if (column.position === undefined) return `cast(null as ${typeName(column.type)})`;
  const value = cellValue(content, column);
  if (column.type === 'text' && !column.isNeverEmpty) return value;
  const text = cellText(content, column.position);
  const failure = `cast(error('cell of ${column.name.replace(/\W/g, '_')} cannot be read: ' || coalesce(${text}, '')) as ${typeName(column.type)})`;
  // Not an else of the same case: a failure must only be worked out for the rows that come to it.
  return column.isNeverEmpty
    ? `coalesce(${value}, ${failure})`
    : `coalesce(${value}, case when ${text} is not null then ${failure} end)`;
}

/** The value of a column, null where the cell is empty or cannot be read. */
function cellValue(content: BillContent, { type, position }: BoundColumn): string {
  if (position === undefined) return 'null';
  if (content.kind === 'delimited') return parseText(type, cellText(content, position));
  const fileType = content.columns[position]?.type ?? '';
  if (fileType.startsWith('timestamp') && type === 'timestamp')
    return ofThisAge(`cast(c${position} as timestamp)`);
  if (type === 'cost' && isFloat(content, position)) return parseCostText(cellText(content, position), false);
  return parseText(type, cellText(content, position));
}

/** The text of a cell, null if it is empty. */
function cellText(content: BillContent, position: number): string {
  return `nullif(${cell(content, position)}, '')`;
}

function cell(content: BillContent, position: number): string {
  const isText = content.kind === 'delimited' || content.columns[position]?.type === 'varchar';
  return isText ? `c${position}` : `cast(c${position} as varchar)`;
}

function isFloat(content: ParquetContent, position: number): boolean {
  return /^(double|float|real)$/.test(content.columns[position]?.type ?? '');
}

function isMap(content: BillContent, position: number): boolean {
  return content.kind === 'parquet' && (content.columns[position]?.type ?? '').startsWith('map(');
}
