import type { Warehouse } from '../../warehouse.ts';
import { redshiftDialect } from '../sql/dialect.ts';

/** Where COPY ended, and why. */
export interface CopyError {
  readonly url: string;
  /** Counted from 1, the header too. */
  readonly line: number;
  readonly column: string;
  readonly reason: string;
}

/** What COPY itself says when rows were at fault: the reason is in a system table. */
const isOfRows = /sys_load_error_detail|stl_load_errors/i;

/** The first row that COPY refused of some files; undefined if it failed for another reason, or the reason cannot be read. */
export async function readCopyError(
  { query }: Pick<Warehouse, 'query'>,
  error: Error,
  urls: readonly string[],
): Promise<CopyError | undefined> {
  if (!isOfRows.test(error.message)) return undefined;
  const files = urls.map((url) => redshiftDialect.literal(url)).join(', ');
  // "SYS_LOAD_ERROR_DETAIL" of the developer guide; names are padded with blanks in some of its columns.
  const { rows } = await query(
    `select trim(file_name), line_number, trim(column_name), trim(error_message) from sys_load_error_detail where trim(file_name) in (${files}) order by start_time desc, line_number limit 1`,
    1,
  ).catch(() => ({ rows: [] }));
  const [row] = rows;
  if (row === undefined) return undefined;
  const [url, line, column, reason] = row;
  return { url: url ?? '', line: Number(line), column: column ?? '', reason: reason ?? '' };
}
