import type { FileColumn } from '../file-load.ts';
import type { QueryResult } from '../query-result.ts';
import { fileLiteral } from './load-values.ts';

/** The columns of a parquet file, by its footer: each of the type that DuckDB reads, or of the file's own where DuckDB reads another. */
export async function readParquetColumns(
  path: string,
  query: (sql: string) => Promise<QueryResult>,
): Promise<readonly FileColumn[]> {
  const file = fileLiteral(path);
  const { rows } = await query(`describe select * from read_parquet(${file}, hive_partitioning = false)`);
  const wide = await wideDecimals(file, query);
  return rows.map(([name, type], position) => ({
    name: name ?? '',
    type: wide.get(position) ?? (type ?? '').toLowerCase(),
  }));
}

/** The types of decimals of more than 38 digits, by position: as doubles, which DuckDB makes of them, they are wrong (measured: 1677721.6 for 0.1). */
async function wideDecimals(
  file: string,
  query: (sql: string) => Promise<QueryResult>,
): Promise<ReadonlyMap<number, string>> {
  const type = `case when precision > 38 then 'decimal(' || precision || ',' || scale || ')' end`;
  const sql = `select coalesce(num_children, 0), ${type} from parquet_schema(${file}) order by column_id`;
  const [, ...elements] = (await query(sql)).rows;
  const wide = new Map<number, string>();
  // Behind a column follows what is in it, and behind each of those likewise.
  let inside = 0;
  let position = -1;
  for (const [children, decimal] of elements) {
    if (inside > 0) inside--;
    else {
      position++;
      if (decimal != null) wide.set(position, decimal);
    }
    inside += Number(children);
  }
  return wide;
}
