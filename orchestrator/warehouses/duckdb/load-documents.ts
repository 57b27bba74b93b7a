import type { DocumentsContent, FileLoad, RecordStep } from '../file-load.ts';
import { duckdbDialect } from './dialect.ts';
import { shapeOf, uniformText } from './document-shape.ts';
import {
  fileLiteral,
  isOfThisAge,
  parseJsonInteger,
  parseJsonTimestamp,
  parseText,
  quickJsonInteger,
  quickJsonTimestamp,
} from './load-values.ts';

const { identifier, literal, relation } = duckdbDialect;

/**
 * One statement that reads files of JSON documents into their raw table. A number or moment that cannot be read is null, and its
 * name stands in `unreadable_fields`.
 */
export function loadDocumentsSql(loads: readonly FileLoad[]): string {
  const [first] = loads;
  if (first?.content.kind !== 'documents') throw new Error('internal error: no documents to load');
  const { content } = first;
  const columns = ['file_id', ...content.columns.map(({ name }) => name), 'unreadable_fields'];
  // Windows has two ways to write a path.
  const ids = loads.map(({ path, fileId }) => `(${literal(path.replaceAll('\\', '/'))}, ${literal(fileId)})`);
  const unknown = `cast(error('a row of another file: ' || parsed.filename) as varchar)`;
  const quick = content.columns.flatMap((column, index) => {
    const value = quickValue(column, `t${index}`);
    return value === undefined ? [] : [`${value} as q${index}`];
  });
  const values = content.columns.map(
    (column, index) => `t${index}, ${columnValue(column, index)} as c${index}`,
  );
  const fileId = loads.length === 1 ? literal(first.fileId) : `coalesce(ids.file_id, ${unknown})`;
  // Step by step, each with a name: what is written twice is worked out twice.
  return `insert into ${relation(first.into)} (${columns.map(identifier).join(', ')})
select ${[fileId, ...content.columns.map((column, index) => neededValue(content, column, index)), unreadableNames(content)].join(', ')}
from (select filename, ${values.join(',\n  ')} from (
  select ${['*', ...quick].join(',\n  ')} from (${textsSql(loads, first, content)}) as texts) as quickly) as parsed
left join (values ${ids.join(', ')}) as ids(path, file_id) on ids.path = replace(parsed.filename, '\\', '/')`;
}

/** The texts of all columns of a row as t0, t1, …, and the file it is from. */
function textsSql(loads: readonly FileLoad[], first: FileLoad, content: DocumentsContent): string {
  const shape = content.isUniform ? shapeOf(content) : undefined;
  if (shape !== undefined) {
    const texts = content.columns.map((column, index) => `${uniformText(column)} as t${index}`);
    return `select filename, ${texts.join(', ')} from ${readJson('read_json', loads, first, [`columns = ${shape}`])} as documents`;
  }
  const depths = [...new Set(content.columns.map(({ depth }) => depth))].sort((a, b) => a - b);
  // All paths of a record at once: the document is parsed once and not once for each column (measured: 5 times faster).
  const extracts = depths.map(
    (depth) => `json_extract_string(r${depth}, [${pathsAt(content, depth).join(', ')}]) as v${depth}`,
  );
  const texts = content.columns.map((column, index) => `${columnText(content, column)} as t${index}`);
  return `select filename, ${texts.join(', ')}
    from (select filename, ${extracts.join(', ')} from ${recordsSql(loads, first, content)} as records) as extracted`;
}

function readJson(
  reader: 'read_json' | 'read_json_objects',
  loads: readonly FileLoad[],
  first: FileLoad,
  more: readonly string[],
): string {
  const sizes = loads.map((load) => (load.content.kind === 'documents' ? load.content.largestDocument : 0));
  const options = [
    `format = 'unstructured'`,
    'filename = true',
    'hive_partitioning = false',
    `maximum_object_size = ${Math.max(...sizes)}`,
    `compression = '${first.isGzip ? 'gzip' : 'uncompressed'}'`,
    ...more,
  ];
  return `${reader}([${loads.map(({ path }) => fileLiteral(path)).join(', ')}], ${options.join(', ')})`;
}

function recordsSql(loads: readonly FileLoad[], first: FileLoad, content: DocumentsContent): string {
  const objects = readJson('read_json_objects', loads, first, []);
  // Each by itself: documents and arrays of documents may follow each other in one file.
  const isArray = `case when starts_with(json, '{') then false else json_type(json) = 'ARRAY' end`;
  const items = `case when ${isArray} then json_extract(json, '$[*]') else [json] end`;
  const documents = `(select filename, unnest(${items}) as r0 from ${objects})`;
  return content.records.reduce((from, step, index) => {
    const carried = Array.from({ length: index + 1 }, (_, depth) => `r${depth}`).join(', ');
    return `(select filename, ${carried}, unnest(${stepInto(step, index)}) as r${index + 1} from ${from} as s${index})`;
  }, documents);
}

function stepInto({ path, isOptional }: RecordStep, index: number): string {
  const record = `r${index}`;
  const pointer = jsonPointer(path);
  const none = index === 0 ? '[]::json[]' : isOptional ? `[${record}]` : '[null::json]';
  const otherwise = isOptional ? `[${record}]` : none;
  const items = `json_extract(${record}, ${literal(`$${path.map((key) => `."${key}"`).join('')}[*]`)})`;
  return `case json_type(${record}, ${pointer})
    when 'ARRAY' then case when json_array_length(${record}, ${pointer}) > 0 then ${items} else ${none} end
    when 'OBJECT' then [json_extract(${record}, ${pointer})]
    else ${otherwise} end`;
}

type DocumentColumn = DocumentsContent['columns'][number];

/** What nearly every text is read by; undefined where there is one way only. */
function quickValue({ type }: DocumentColumn, text: string): string | undefined {
  if (type === 'timestamp') return quickJsonTimestamp(text);
  return type === 'integer' ? quickJsonInteger(text) : undefined;
}

function columnValue(column: DocumentColumn, index: number): string {
  const text = `t${index}`;
  if (column.type === 'json') return text;
  if (quickValue(column, text) === undefined) return parseText(column.type, text);
  const isTimestamp = column.type === 'timestamp';
  const slow = isTimestamp ? parseJsonTimestamp(text) : parseJsonInteger(text);
  const isDone = isTimestamp ? isOfThisAge(`q${index}`) : `q${index} is not null`;
  // Worked out for all rows before, so that the other ways are taken by few.
  return `case when ${isDone} or ${text} is null then q${index} else ${slow} end`;
}

/** What of a column's value is kept. */
function neededValue({ columns }: DocumentsContent, { unless }: DocumentColumn, index: number): string {
  if (unless === undefined) return `c${index}`;
  const other = columns.findIndex(({ name }) => name === unless.column);
  const [first, last] = unless.between;
  return `case when c${other} between ${first} and ${last} then null else c${index} end`;
}

/** The names of the columns that have a text which is no value, null if there are none. */
function unreadableNames({ columns }: DocumentsContent): string {
  const names = columns.flatMap(({ name, type }, index) =>
    type === 'json' || type === 'text'
      ? []
      : [`case when t${index} is not null and c${index} is null then ${literal(name)} end`],
  );
  return names.length === 0 ? 'cast(null as varchar)' : `nullif(concat_ws(',', ${names.join(', ')}), '')`;
}

function columnText(content: DocumentsContent, column: DocumentColumn): string {
  const paths = pathsAt(content, column.depth);
  const texts = column.paths.map((path) => `v${column.depth}[${paths.indexOf(jsonPointer(path)) + 1}]`);
  const [first = 'cast(null as varchar)'] = texts;
  return texts.length > 1 ? `coalesce(${texts.join(', ')})` : first;
}

function pathsAt(content: DocumentsContent, depth: number): string[] {
  const pointers = content.columns
    .filter((column) => column.depth === depth)
    .flatMap(({ paths }) => paths.map(jsonPointer));
  return [...new Set(pointers)];
}

function jsonPointer(path: readonly string[]): string {
  return literal(path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
}
