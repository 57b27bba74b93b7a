import type { ColumnType } from '../../base/column-type.ts';
import type { LoadSpec } from '../../project/project.ts';
import type { Dialect, RelationName } from '../../warehouses/dialect.ts';
import type { BillRelation } from '../../warehouses/file-load.ts';
import type { Relation } from '../../warehouses/warehouse.ts';

/** The column of what could not be read; a document is not refused for it. */
const unreadableFields = 'unreadable_fields';

export interface RawColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A raw table that was made when its load spec had other columns. */
export interface OutdatedTable {
  readonly spec: LoadSpec;
  readonly relation: Relation;
}

/**
 * The columns of a load spec's raw table, in order: where a row came from, what the spec declares and, of a bill, its tags, of
 * documents the names of the columns whose value is there and cannot be read (with commas between them; null if there are none).
 */
export function rawColumns(spec: LoadSpec): readonly RawColumn[] {
  const fileId: RawColumn = { name: 'file_id', type: 'text' };
  if (spec.form.kind === 'documents') {
    const declared = spec.form.columns.map(
      ({ name, type }): RawColumn => ({ name, type: type === 'json' ? 'text' : type }),
    );
    return [fileId, ...declared, { name: unreadableFields, type: 'text' }];
  }
  return [
    fileId,
    { name: 'statement_month', type: 'date' },
    ...spec.form.columns.map(({ name, type }): RawColumn => ({ name, type })),
    { name: 'tags', type: 'text' },
  ];
}

/** The raw table of a load spec. */
export function rawRelation(spec: LoadSpec): RelationName {
  return { schema: 'raw', name: spec.name };
}

/** The raw relation of a bill, which a warehouse makes of what was loaded. */
export function billRelation(spec: LoadSpec): BillRelation {
  return { ...rawRelation(spec), columns: rawColumns(spec) };
}

/** The statement that makes a load spec's raw table, or one like it in another place, empty, unless it exists. The schema must. */
export function createRawTable(dialect: Dialect, spec: LoadSpec, place = rawRelation(spec)): string {
  if (spec.form.kind === 'bill') return dialect.createBill({ ...place, columns: rawColumns(spec) });
  const columns = rawColumns(spec).map(
    ({ name, type }) => `${dialect.identifier(name)} ${dialect.typeName(type)}`,
  );
  // The rows of a file come and go together.
  const keys = dialect.layout({ dist: 'even', sort: ['file_id'] });
  return `create table if not exists ${dialect.relation(place)} (${columns.join(', ')})${keys}`;
}

/** Whether a raw table has the columns that its load spec says. What lies in files, as behind a view, has the types with which it was read. */
export function hasColumnsOf(spec: LoadSpec, { kind, columns }: Relation, dialect: Dialect): boolean {
  const wanted = rawColumns(spec);
  return (
    columns.length === wanted.length &&
    wanted.every(({ name, type }, index) => {
      const column = columns[index];
      return column?.name === name && (kind === 'view' || column.type === dialect.typeName(type));
    })
  );
}
