import type { ColumnType } from '../base/column-type.ts';
import type { LoadSpec } from '../project/project.ts';
import type { Dialect, RelationName } from '../warehouses/dialect.ts';

export interface RawColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** The columns of a load spec's raw table, in order: where a row came from, what the spec declares and, of a bill, its tags. */
export function rawColumns(spec: LoadSpec): readonly RawColumn[] {
  const fileId: RawColumn = { name: 'file_id', type: 'text' };
  if (spec.form.kind === 'documents') {
    const declared = spec.form.columns.map(
      ({ name, type }): RawColumn => ({ name, type: type === 'json' ? 'text' : type }),
    );
    return [fileId, ...declared];
  }
  return [
    fileId,
    { name: 'statement_month', type: 'date' },
    { name: 'line_number', type: 'integer' },
    ...spec.form.columns.map(({ name, type }): RawColumn => ({ name, type })),
    { name: 'tags', type: 'text' },
  ];
}

/** The raw table of a load spec. */
export function rawRelation(spec: LoadSpec): RelationName {
  return { schema: 'raw', name: spec.name };
}

/** The statement that makes a load spec's raw table, empty, unless it exists. The schema must. */
export function createRawTable(dialect: Dialect, spec: LoadSpec): string {
  const columns = rawColumns(spec).map(
    ({ name, type }) => `${dialect.identifier(name)} ${dialect.typeName(type)}`,
  );
  return `create table if not exists ${dialect.relation(rawRelation(spec))} (${columns.join(', ')})`;
}
