import { parseStatementMonth, type StatementMonth } from '../../base/names.ts';
import type { Project, SourceName } from '../../project/project.ts';
import type { Dialect, RelationName } from '../../warehouses/dialect.ts';
import type { QueryResult } from '../../warehouses/warehouse.ts';
import type { RawColumn } from './raw-table.ts';

/** What is known of one file (or member of an archive) whose rows are in one raw table. */
export interface LoadedFile {
  readonly fileId: string;
  readonly source: SourceName;
  /** The load spec, and a hash of what it said when the file was read. */
  readonly spec: string;
  readonly specHash: string;
  /** Of the file itself, as it is shown to people; `member` is the name inside an archive. */
  readonly path: string;
  readonly member: string | null;
  readonly bytes: number;
  readonly modifiedAt: number;
  /** Of a file in S3: what S3 called the version that was read. */
  readonly etag: string | null;
  readonly sha256: string;
  readonly rows: number;
  /** Of a bill: the months that its rows are for. */
  readonly months: readonly StatementMonth[];
  /** Of a bill: the sum of its costs, totals rows included, as the warehouse prints it. */
  readonly costTotal: string | null;
  readonly roundedCells: number;
  readonly roundingDifference: string;
  /** Of a bill: the tag keys that its header or its maps have. */
  readonly tagKeys: readonly string[];
  /** False once some of its months came in another file: then it has to be read again to be complete. */
  readonly isWhole: boolean;
}

/** Those of the files that a model of the project can read: what a load spec has brought that is no longer there, none does. */
export function filesOfProject(files: readonly LoadedFile[], { loadSpecs }: Project): readonly LoadedFile[] {
  const specs = new Set<string>(loadSpecs.map(({ name }) => name));
  return files.filter(({ spec }) => specs.has(spec));
}

/** The table that remembers which files are in the raw tables. */
export const loadedFilesRelation: RelationName = { schema: 'raw', name: 'raw_apportion__loaded_files' };

const columns: readonly RawColumn[] = [
  { name: 'file_id', type: 'text' },
  { name: 'source_name', type: 'text' },
  { name: 'spec_name', type: 'text' },
  { name: 'spec_hash', type: 'text' },
  { name: 'path', type: 'text' },
  { name: 'member', type: 'text' },
  { name: 'bytes', type: 'integer' },
  { name: 'modified_at_milliseconds', type: 'integer' },
  { name: 'content_sha256', type: 'text' },
  { name: 'row_count', type: 'integer' },
  { name: 'statement_months', type: 'text' },
  { name: 'cost_total', type: 'cost' },
  { name: 'rounded_cells', type: 'integer' },
  { name: 'rounding_difference', type: 'text' },
  { name: 'tag_keys', type: 'text' },
  { name: 'is_whole', type: 'boolean' },
  { name: 'loaded_at', type: 'timestamp' },
  // The last: tables that were made before there was one have it added.
  { name: 'etag', type: 'text' },
];

/** The names of the table's columns. */
export const loadedFilesColumns: readonly string[] = columns.map(({ name }) => name);

/** The columns of the table that one of an older version may lack; it is read as if they were empty. */
const added: ReadonlySet<string> = new Set(['etag']);

/** The statement that makes the table unless it exists. */
export function createLoadedFiles(dialect: Dialect): string {
  const declared = columns.map(({ name, type }) => `${dialect.identifier(name)} ${dialect.typeName(type)}`);
  return `create table if not exists ${dialect.relation(loadedFilesRelation)} (${declared.join(', ')})`;
}

/** The statements that give a table of an older version the columns that it lacks. `present`: the names of those it has. */
export function completeLoadedFiles(dialect: Dialect, present: readonly string[]): string[] {
  return columns
    .filter(({ name }) => added.has(name) && !present.includes(name))
    .map(
      ({ name, type }) =>
        `alter table ${dialect.relation(loadedFilesRelation)} add column ${dialect.identifier(name)} ${dialect.typeName(type)}`,
    );
}

/** The statements that forget files of a source by their ids. */
export function forgetFiles(dialect: Dialect, source: SourceName, fileIds: readonly string[]): string[] {
  const ofSource = `source_name = ${dialect.literal(source)}`;
  return deleteFiles(dialect, loadedFilesRelation, fileIds).map((sql) => `${sql} and ${ofSource}`);
}

/** So many ids are in one statement: warehouses have limits on its length, and event files come in thousands. */
const idsAtOnce = 2_000;

/** The statements that delete the rows of files from a table by their ids. */
export function deleteFiles(dialect: Dialect, from: RelationName, fileIds: readonly string[]): string[] {
  const statements: string[] = [];
  for (let at = 0; at < fileIds.length; at += idsAtOnce) {
    const ids = fileIds.slice(at, at + idsAtOnce).map((id) => dialect.literal(id));
    statements.push(`delete from ${dialect.relation(from)} where file_id in (${ids.join(', ')})`);
  }
  return statements;
}

/** The statement that forgets all files of a load spec. */
export function forgetSpec(dialect: Dialect, spec: string): string {
  return `delete from ${dialect.relation(loadedFilesRelation)} where spec_name = ${dialect.literal(spec)}`;
}

/** What is to be remembered of files: the values of {@link loadedFilesColumns} as SQL, a text for each of them. */
export function loadedFilesRows(dialect: Dialect, files: readonly LoadedFile[], loadedAt: Date): string[] {
  const text = (value: string | null): string => (value === null ? 'null' : dialect.literal(value));
  return files.map((file) =>
    [
      text(file.fileId),
      text(file.source),
      text(file.spec),
      text(file.specHash),
      text(file.path),
      text(file.member),
      String(file.bytes),
      String(file.modifiedAt),
      text(file.sha256),
      String(file.rows),
      text(file.months.join(',')),
      file.costTotal === null ? 'null' : dialect.helpers.cast('cost', text(file.costTotal)),
      String(file.roundedCells),
      text(file.roundingDifference),
      text(JSON.stringify(file.tagKeys)),
      String(file.isWhole),
      dialect.helpers.cast('timestamp', text(loadedAt.toISOString().replace('T', ' ').replace('Z', ''))),
      text(file.etag),
    ].join(', '),
  );
}

/** All files that are remembered. `present`: the names of the columns that the table has. */
export async function readLoadedFiles(
  dialect: Dialect,
  query: (sql: string) => Promise<QueryResult>,
  present: readonly string[],
): Promise<readonly LoadedFile[]> {
  const names = columns.map(({ name }) =>
    added.has(name) && !present.includes(name) ? 'null' : dialect.identifier(name),
  );
  const { rows } = await query(
    `select ${names.join(', ')} from ${dialect.relation(loadedFilesRelation)} order by path, member, spec_name`,
  );
  return rows.map((row): LoadedFile => {
    const [
      fileId,
      source,
      spec,
      specHash,
      path,
      member,
      bytes,
      modifiedAt,
      sha256,
      rowCount,
      months,
      costTotal,
      roundedCells,
      roundingDifference,
      tagKeys,
      isWhole,
      _loadedAt,
      etag,
    ] = row;
    return {
      fileId: fileId ?? '',
      // What this module wrote.
      source: (source ?? 'bill') as SourceName,
      spec: spec ?? '',
      specHash: specHash ?? '',
      path: path ?? '',
      member: member ?? null,
      bytes: Number(bytes),
      modifiedAt: Number(modifiedAt),
      etag: etag ?? null,
      sha256: sha256 ?? '',
      rows: Number(rowCount),
      months: (months ?? '').split(',').flatMap((month) => parseStatementMonth(month) ?? []),
      costTotal: costTotal ?? null,
      roundedCells: Number(roundedCells),
      roundingDifference: roundingDifference ?? '0',
      tagKeys: JSON.parse(tagKeys ?? '[]') as string[],
      isWhole: isWhole === 'true',
    };
  });
}
