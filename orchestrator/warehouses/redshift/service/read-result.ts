import type { ColumnMetadata, Field } from '@aws-sdk/client-redshift-data';
import type { QueryResult } from '../../query-result.ts';
import type { DataApi } from './data-api.ts';

/** The rows of a statement's result, at most `limit` of them, page by page, every value as text. */
export async function readResult(
  api: DataApi,
  id: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<QueryResult> {
  const rows: (string | null)[][] = [];
  let columns: QueryResult['columns'] | undefined;
  for (let page: string | undefined; ; ) {
    const { Records, ColumnMetadata: metadata, NextToken } = await api.result(id, page);
    const described = metadata ?? [];
    columns ??= described.map((column) => ({
      name: column.label ?? column.name ?? '',
      type: typeOf(column),
    }));
    const types = columns.map(({ type }) => type);
    for (const record of Records ?? []) {
      if (rows.length < limit) rows.push(record.map((field, index) => textOf(field, types[index] ?? '')));
    }
    if (NextToken === undefined || NextToken === '' || rows.length >= limit) return { columns, rows };
    page = NextToken;
  }
}

/** A column's type as the dialect names it: `numeric` with its digits is `decimal(38,18)`, `int8` is `bigint`. */
function typeOf({ typeName = '', precision = 0, scale = 0, length = 0 }: ColumnMetadata): string {
  switch (typeName) {
    case 'numeric':
      return `decimal(${precision},${scale})`;
    case 'varchar':
      // Which of the two is filled in differs between operations.
      return `varchar(${length > 0 ? length : precision})`;
    case 'bpchar':
      return `char(${length > 0 ? length : precision})`;
    default:
      return plainTypes[typeName] ?? typeName.toLowerCase();
  }
}

const plainTypes: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
};

/** Decimals, dates and timestamps come as text, whole numbers as well once their quotes are there (exact-longs.ts). */
function textOf(field: Field, type: string): string | null {
  if (field.isNull) return null;
  if (field.stringValue !== undefined)
    return type === 'timestamp' ? trimFraction(field.stringValue) : field.stringValue;
  const value = field.longValue ?? field.booleanValue ?? field.doubleValue;
  if (value !== undefined) return String(value);
  return field.blobValue === undefined ? null : Buffer.from(field.blobValue).toString('hex');
}

/** `2017-02-01 03:04:05.120` → `2017-02-01 03:04:05.12`, `….0` → no fraction: one timestamp has one text. */
function trimFraction(timestamp: string): string {
  return timestamp.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}
