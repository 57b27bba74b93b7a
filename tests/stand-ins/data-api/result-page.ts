import type { StoreColumn, StoreResult } from './sql-store.ts';

/**
 * A page of a result in the Data API's JSON, written by hand: a whole number stands in it with all of its digits, which `JSON.stringify`
 * would lose above 2^53.
 */
export function formatResultPage({ columns, rows }: StoreResult, from: number, size: number): string {
  const records = rows
    .slice(from, from + size)
    .map((row) => `[${row.map((value, index) => formatField(columns[index], value)).join(',')}]`);
  const next = from + size < rows.length ? `,"NextToken":"${from + size}"` : '';
  return `{"Records":[${records.join(',')}],"ColumnMetadata":${JSON.stringify(columns.map(describeColumn))},"TotalNumRows":${rows.length}${next}}`;
}

function formatField(column: StoreColumn | undefined, value: string | null): string {
  if (value === null) return '{"isNull":true}';
  switch (column?.typeName) {
    case 'int2':
    case 'int4':
    case 'int8':
    case 'oid':
      return `{"longValue":${value}}`;
    case 'float4':
    case 'float8':
      return `{"doubleValue":${value}}`;
    case 'bool':
      return `{"booleanValue":${value === 't' || value === 'true'}}`;
    default:
      return JSON.stringify({ stringValue: value });
  }
}

/** As JDBC describes it: the length of a text is its precision. */
function describeColumn({ name, typeName, precision, scale, length }: StoreColumn): object {
  return {
    name,
    label: name,
    typeName,
    precision: precision ?? length ?? 0,
    scale: scale ?? 0,
    length: 0,
    nullable: 1,
    isCaseSensitive: typeName === 'varchar',
    isCurrency: false,
    isSigned: typeName.startsWith('int'),
    schemaName: '',
    tableName: '',
  };
}
