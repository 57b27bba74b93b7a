import type { QueryResult } from '../query-result.ts';
import type { Relation, RelationColumn, Warehouse } from '../warehouse.ts';
import { typeNames } from './sql/types.ts';

/**
 * All tables and views that are not the warehouse's own, a row for each column, from the catalog that Redshift has of Postgres. Everything is
 * cast: the catalog's own types (`name`, `oid`) are the leader node's only.
 */
const relationsSql = `select
    cast(schemas.nspname as varchar(128)) as schema_name,
    cast(relations.relname as varchar(128)) as relation_name,
    cast(relations.relkind as varchar(1)) as kind,
    cast(attributes.attname as varchar(128)) as column_name,
    cast(format_type(attributes.atttypid, attributes.atttypmod) as varchar(256)) as column_type,
    cast(obj_description(relations.oid, 'pg_class') as varchar(4096)) as relation_comment,
    cast(col_description(relations.oid, attributes.attnum) as varchar(4096)) as column_comment
from pg_catalog.pg_class as relations
inner join pg_catalog.pg_namespace as schemas on schemas.oid = relations.relnamespace
left join pg_catalog.pg_attribute as attributes
    on attributes.attrelid = relations.oid and attributes.attnum > 0 and not attributes.attisdropped
where relations.relkind in ('r', 'v')
    and substring(cast(schemas.nspname as varchar(128)), 1, 3) <> 'pg_'
    and schemas.nspname not in ('information_schema', 'catalog_history')
order by schemas.nspname, relations.relname, attributes.attnum`;

/** The columns of late-binding views, which are not among those of the catalog: what they read tells them. */
const lateColumnsSql = `select
    cast(view_schema as varchar(128)) as schema_name,
    cast(view_name as varchar(128)) as relation_name,
    cast(col_name as varchar(128)) as column_name,
    cast(col_type as varchar(256)) as column_type
from pg_get_late_binding_view_cols()
    as columns(view_schema name, view_name name, col_name name, col_type varchar, col_num int)
order by 1, 2, col_num`;

/** All tables and views outside of the warehouse's own schemas, with their columns. */
export async function readRelations({ query }: Pick<Warehouse, 'query'>): Promise<Relation[]> {
  const relations = relationsOf(await query(relationsSql));
  // Each late-binding view is looked into, so it is asked only where there are views.
  if (!relations.some(({ kind }) => kind === 'view')) return relations;
  const late = lateColumnsOf(await query(lateColumnsSql));
  return relations.map((relation) => {
    const columns = relation.kind === 'view' ? late.get(keyOf(relation.schema, relation.name)) : undefined;
    return columns === undefined ? relation : { ...relation, columns };
  });
}

function lateColumnsOf({ rows }: QueryResult): ReadonlyMap<string, readonly RelationColumn[]> {
  const views = new Map<string, RelationColumn[]>();
  for (const [schema, view, name, type] of rows) {
    if (schema == null || view == null || name == null || type == null) continue;
    const columns = views.get(keyOf(schema, view)) ?? [];
    views.set(keyOf(schema, view), columns);
    columns.push({ name, type: typeOf(type) });
  }
  return views;
}

function keyOf(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

function relationsOf({ rows }: QueryResult): Relation[] {
  const relations = new Map<string, Relation & { columns: RelationColumn[] }>();
  for (const [schema, name, kind, column, type, comment, columnComment] of rows) {
    if (schema == null || name == null) continue;
    const key = keyOf(schema, name);
    const relation = relations.get(key) ?? {
      schema,
      name,
      kind: kind === 'v' ? 'view' : 'table',
      columns: [],
      ...(comment == null ? {} : { comment }),
    };
    relations.set(key, relation);
    if (column != null && type != null)
      relation.columns.push({
        name: column,
        type: typeOf(type),
        ...(columnComment == null ? {} : { comment: columnComment }),
      });
  }
  return [...relations.values()];
}

/** The catalog's words in those of the dialect: `character varying(65535)` is `varchar(65535)`. */
function typeOf(type: string): string {
  return (
    type
      .replace(/^character varying/, 'varchar')
      .replace(/^character\b/, 'char')
      .replace(/^numeric/, 'decimal')
      .replace(/^timestamp without time zone$/, 'timestamp')
      .replace(/^timestamp with time zone$/, 'timestamptz')
      .replaceAll(', ', ',')
      // A text without a length has the longest, as in the description of a result.
      .replace(/^(text|varchar)$/, typeNames.text)
  );
}
