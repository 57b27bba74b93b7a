import type { BillFile, BillRelation } from '../file-load.ts';
import { duckdbDialect, emptyRowsSql } from './dialect.ts';
import { fileIdSql, type LandingFolder } from './landing-folder.ts';
import { fileLiteral } from './load-values.ts';

const { identifier, literal, relation: nameOf } = duckdbDialect;

/**
 * SQL of the rows of landed bill files, in parentheses. Files of the same months are read together; a month that is the same in
 * all rows stands in the query, so that a filter on months takes whole files away before any of them is opened.
 */
export function landedRowsSql(
  relation: BillRelation,
  files: readonly BillFile[],
  parts: ReadonlyMap<string, readonly string[]>,
): string {
  const groups = new Map<string, { readonly rows: BillFile['rows']; readonly paths: string[] }>();
  for (const { fileId, rows } of files) {
    const key = JSON.stringify(rows);
    const group = groups.get(key) ?? { rows, paths: [] };
    groups.set(key, group);
    group.paths.push(...(parts.get(fileId) ?? lost(fileId)));
  }
  if (groups.size === 0) return `(${emptyRowsSql(relation)})`;
  const queries = [...groups.values()].map(({ rows, paths }) => {
    const month = rows.kind === 'constant' ? `date ${literal(rows.month)} as statement_month` : undefined;
    const columns = relation.columns.map(({ name }) => {
      if (name === 'file_id') return `${fileIdSql(pathColumn)} as file_id`;
      return name === 'statement_month' && month !== undefined ? month : identifier(name);
    });
    const read = `read_parquet([${paths.map(fileLiteral).join(', ')}], hive_partitioning = false, filename = ${literal(pathColumn)})`;
    return `select ${columns.join(', ')} from ${read}${monthFilter(rows)}`;
  });
  return `(${queries.join('\nunion all\n')})`;
}

/** DuckDB's word for where a row lies, under a name that no bill has. */
const pathColumn = 'landed in';

function monthFilter(rows: BillFile['rows']): string {
  if (rows.kind === 'constant' || rows.months === 'all') return '';
  const months = rows.months.map((month) => `date ${literal(month)}`);
  return ` where ${months.length === 0 ? 'false' : `statement_month in (${months.join(', ')})`}`;
}

function lost(fileId: string): never {
  throw new Error(`internal error: nothing is landed of file ${fileId}`);
}

/** The statements that make the raw relation of a bill a view of landed files. Its comment says where these lay then. */
export function replaceBillSql(
  relation: BillRelation,
  files: readonly BillFile[],
  parts: ReadonlyMap<string, readonly string[]>,
  folder: LandingFolder,
): readonly string[] {
  return [
    `create or replace view ${nameOf(relation)} as select * from ${landedRowsSql(relation, files, parts)} as landed`,
    `comment on view ${nameOf(relation)} is ${literal(folder.path)}`,
  ];
}

/** Views of landed files, with the folder in which these lay when the view was made: (name, its statement, folder). */
export const billViewsSql = `
  select view_name, sql, comment from duckdb_views()
  where schema_name = 'raw' and not internal and contains(sql, 'read_parquet') and ends_with(comment, '.landing')`;

/** The statements after which a view reads the files of the same names in another folder: its database was moved. */
export function moveBillSql(
  view: string,
  statement: string,
  from: string,
  folder: LandingFolder,
): readonly string[] {
  const inside = (folderPath: string): string => fileLiteral(`${folderPath}/`).slice(0, -1);
  const moved = statement.replaceAll(inside(from), inside(folder.path));
  const name = nameOf({ schema: 'raw', name: view });
  return [
    moved.replace(/^create (or replace )?view/i, 'create or replace view'),
    `comment on view ${name} is ${literal(folder.path)}`,
  ];
}
