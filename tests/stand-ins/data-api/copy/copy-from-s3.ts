import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { S3StandIn } from '../../s3/start-s3.ts';
import { type SqlStore, StoreError } from '../sql-store.ts';
import { type CopyStatement, parseCopy } from './parse-copy.ts';
import { type CopiedRow, csvRecords, jsonRecords, parquetRecords } from './read-rows.ts';

/** Where COPY finds what it copies. */
export interface CopySources {
  readonly s3: S3StandIn;
  /** The roles that are attached to the warehouse; any, if not said. */
  readonly attached?: readonly string[];
  /** Those of them that may read the bucket; any, if not said. */
  readonly readers?: readonly string[];
  /** The items of DynamoDB tables. */
  readonly tables?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** Does to a value what a fault of the warehouse would. */
  readonly change?: (value: string | null, column: string) => string | null;
}

/** The table of what COPY refused, in the catalog: it is Redshift's own, and no relation of a project. */
export const loadErrorTable = `
set allow_system_table_mods = on;
create table if not exists pg_catalog.sys_load_error_detail (
    start_time timestamp default clock_timestamp(), file_name char(256), line_number bigint, column_name char(127),
    error_code integer, error_message char(512)
);
set allow_system_table_mods = off;`;

/** Runs a COPY statement against the stand-in of S3, as a whole or not at all. `isWithin`: a transaction is open already. */
export async function copyFromS3(
  sql: string,
  store: SqlStore,
  sources: CopySources,
  isWithin: boolean,
): Promise<void> {
  const copy = parseCopy(sql);
  if (sources.attached !== undefined && !sources.attached.includes(copy.iamRole))
    throw new StoreError(`User arn:aws:redshift:x is not authorized to assume IAM Role ${copy.iamRole}`);
  if (sources.readers !== undefined && !sources.readers.includes(copy.iamRole))
    throw new StoreError(
      `S3ServiceException:Access Denied,Status 403,Error AccessDenied (role ${copy.iamRole})`,
    );
  const columns = await columnsOf(store, copy);
  const rows: {
    readonly values: readonly (string | null)[];
    readonly file: string;
    readonly line: number;
  }[] = [];
  for (const { url, records } of await filesOf(copy, sources)) {
    for (const { line, values } of records) {
      const texts = valuesOf(values, columns);
      if (texts === undefined) await refuse(url, line, '', 'Delimiter not found');
      const converted = (texts ?? []).map((text, index) =>
        convert(
          sources.change === undefined ? text : sources.change(text, columns[index]?.name ?? ''),
          columns[index],
          copy,
        ),
      );
      const wrong = converted.findIndex((value) => typeof value === 'object' && value !== null);
      const found = converted[wrong];
      if (typeof found === 'object' && found !== null)
        await refuse(url, line, columns[wrong]?.name ?? '', found.problem);
      rows.push({ values: converted as (string | null)[], file: url, line });
    }
  }
  if (rows.length === 0) return;
  if (!isWithin) await store.begin();
  try {
    for (let from = 0; from < rows.length; from += 500) {
      const some = rows.slice(from, from + 500).map(({ values }) => `(${values.map(literal).join(', ')})`);
      await store.run(
        `insert into ${copy.table} (${columns.map(({ name }) => `"${name}"`).join(', ')}) values\n${some.join(',\n')}`,
      );
    }
    if (!isWithin) await store.commit();
  } catch (error) {
    if (!isWithin) await store.rollback();
    const [first] = rows;
    await refuse(
      first?.file ?? '',
      first?.line ?? 0,
      '',
      String(error instanceof Error ? error.message : error),
    );
  }

  /** Writes down why, where nobody's transaction takes it back, and ends. */
  async function refuse(file: string, line: number, column: string, reason: string): Promise<never> {
    const values = [file, String(line), column, '1204', reason].map(literal).join(', ');
    await store.run(
      `insert into pg_catalog.sys_load_error_detail (file_name, line_number, column_name, error_code, error_message) values (${values})`,
    );
    throw new StoreError(
      `Load into table '${copy.table.split('.').at(-1)?.replaceAll('"', '')}' failed.  Check 'sys_load_error_detail' system table for details.`,
    );
  }
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly length: number | undefined;
  readonly scale: number | undefined;
}

async function columnsOf(store: SqlStore, { table, columns }: CopyStatement): Promise<readonly Column[]> {
  const [schema = '', name = ''] = table.split('.').map((part) => part.replaceAll('"', ''));
  const found = await store.run(
    `select column_name, data_type, character_maximum_length, numeric_scale from information_schema.columns where table_schema = '${schema}' and table_name = '${name}' order by ordinal_position`,
  );
  const all = (found?.rows ?? []).map(([column, type, length, scale]) => ({
    name: column ?? '',
    type: type ?? '',
    length: length === null || length === undefined ? undefined : Number(length),
    scale: scale === null || scale === undefined ? undefined : Number(scale),
  }));
  if (all.length === 0) throw new StoreError(`relation "${name}" does not exist`);
  if (columns === undefined) return all;
  return columns.map((wanted) => {
    const column = all.find((one) => one.name === wanted);
    if (column === undefined) throw new StoreError(`column "${wanted}" of relation "${name}" does not exist`);
    return column;
  });
}

async function filesOf(
  copy: CopyStatement,
  sources: CopySources,
): Promise<{ url: string; records: Iterable<CopiedRow> }[]> {
  if (copy.form === 'dynamodb') {
    const items = sources.tables?.[copy.from.slice('dynamodb://'.length)];
    if (items === undefined) throw new StoreError('The DynamoDB table does not exist');
    const records = items.map((item, index) => ({ line: index + 1, values: new Map(Object.entries(item)) }));
    return [{ url: copy.from, records }];
  }
  const urls = copy.options.has('manifest') ? await entriesOf(copy, sources) : [copy.from];
  const files = [];
  for (const url of urls) {
    const content = await contentOf(url, sources);
    if (content === undefined) throw new StoreError(`Mandatory url is not present in manifest file: ${url}`);
    files.push({ url, records: await recordsOf(copy, content) });
  }
  return files;
}

async function entriesOf(copy: CopyStatement, sources: CopySources): Promise<string[]> {
  const text = await contentOf(copy.from, sources);
  if (text === undefined)
    throw new StoreError(`Problem reading manifest file - S3ServiceException: ${copy.from}`);
  const { entries } = JSON.parse(text.toString('utf8')) as {
    entries: { url: string; mandatory?: boolean; meta?: { content_length?: number } }[];
  };
  for (const { url, mandatory, meta } of entries) {
    if (mandatory !== true) throw new StoreError(`"${url}" is not mandatory`);
    const length = (await contentOf(url, sources))?.length;
    if (copy.form === 'parquet' && meta?.content_length !== length)
      throw new StoreError(`content_length of "${url}" is ${meta?.content_length}, and it has ${length}`);
  }
  return entries.map(({ url }) => url);
}

async function contentOf(url: string, { s3 }: CopySources): Promise<Buffer | undefined> {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
  const object = s3.get(bucket, key);
  if (object === undefined) return undefined;
  return Buffer.concat(await Promise.all(object.files.map(({ file }) => readFile(file))));
}

async function recordsOf(copy: CopyStatement, content: Buffer): Promise<Iterable<CopiedRow>> {
  if (copy.form === 'parquet') return parquetRecords(content);
  const text = (copy.options.has('gzip') ? gunzipSync(content) : content).toString('utf8');
  if (copy.form === 'json') return jsonRecords(text);
  return [...csvRecords(text)].slice(copy.skipped);
}

function valuesOf(
  values: CopiedRow['values'],
  columns: readonly Column[],
): readonly (string | null)[] | undefined {
  if (!Array.isArray(values))
    return columns.map(({ name }) => (values as ReadonlyMap<string, string | null>).get(name) ?? null);
  return values.length === columns.length ? values : undefined;
}

/** A value as COPY would take it with these options, or why it would not. */
function convert(
  text: string | null,
  column: Column | undefined,
  { options, nullAs }: CopyStatement,
): string | null | { readonly problem: string } {
  if (text === null || text === nullAs || column === undefined) return null;
  if (column.type === 'character varying') {
    // "Removes the trailing white space characters": not only blanks.
    const trimmed = options.has('trimblanks') ? text.trimEnd() : text;
    if (options.has('emptyasnull') && trimmed === '') return null;
    if (Buffer.byteLength(trimmed) > (column.length ?? 256))
      return { problem: 'String length exceeds DDL length' };
    return trimmed;
  }
  if (text === '') return null;
  if (column.type === 'numeric') {
    if (!/^[-+]?\d*\.?\d+$/.test(text)) return { problem: `Invalid digit, Value '${text[0]}'` };
    // Without it what the column has no room for is cut off.
    return options.has('roundec')
      ? text
      : text.replace(new RegExp(`(\\.\\d{${column.scale ?? 0}})\\d+$`), '$1');
  }
  return text;
}

function literal(value: string | null): string {
  return value === null ? 'null' : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
