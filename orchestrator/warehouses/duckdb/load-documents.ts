import type { DocumentsContent, FileLoad, RecordStep } from '../file-load.ts';
import { duckdbDialect } from './dialect.ts';
import { fileLiteral, parseJsonTimestamp, parseText } from './load-values.ts';

const { identifier, literal, relation } = duckdbDialect;

/** One statement that reads a file of JSON documents into its raw table. A number or moment that cannot be read is null. */
export function loadDocumentsSql(load: FileLoad, content: DocumentsContent): string {
  const columns = ['file_id', ...content.columns.map(({ name }) => name)];
  const depths = [...new Set(content.columns.map(({ depth }) => depth))].sort((a, b) => a - b);
  const values = [literal(load.fileId), ...content.columns.map((column) => columnValue(content, column))];
  // All paths of a record at once: the document is parsed once and not once for each column (measured: 5 times faster).
  const extracts = depths.map(
    (depth) => `json_extract_string(r${depth}, [${pathsAt(content, depth).join(', ')}]) as v${depth}`,
  );
  return `insert into ${relation(load.into)} (${columns.map(identifier).join(', ')})
select ${values.join(',\n  ')}
from (select ${extracts.join(', ')} from ${recordsSql(load, content)} as records) as extracted`;
}

function recordsSql(load: FileLoad, content: DocumentsContent): string {
  const options = `format = 'unstructured', hive_partitioning = false, maximum_object_size = ${content.largestDocument}, compression = '${load.isGzip ? 'gzip' : 'uncompressed'}'`;
  const objects = `read_json_objects(${fileLiteral(load.path)}, ${options})`;
  const documents = content.isArray
    ? `(select unnest(json_extract(json, '$[*]')) as r0 from ${objects})`
    : `(select json as r0 from ${objects})`;
  return content.records.reduce((from, step, index) => {
    const carried = Array.from({ length: index + 1 }, (_, depth) => `r${depth}`).join(', ');
    return `(select ${carried}, unnest(${stepInto(step, index)}) as r${index + 1} from ${from} as s${index})`;
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

function columnValue(content: DocumentsContent, column: DocumentsContent['columns'][number]): string {
  const paths = pathsAt(content, column.depth);
  const texts = column.paths.map((path) => `v${column.depth}[${paths.indexOf(jsonPointer(path)) + 1}]`);
  const [first = 'cast(null as varchar)'] = texts;
  const text = texts.length > 1 ? `coalesce(${texts.join(', ')})` : first;
  if (column.type === 'json') return text;
  return column.type === 'timestamp' ? parseJsonTimestamp(text) : parseText(column.type, text);
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
