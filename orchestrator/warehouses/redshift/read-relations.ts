import type { QueryResult } from '../query-result.ts';
import type { Relation, Warehouse } from '../warehouse.ts';
import { typeNames } from './types.ts';

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
    cast(obj_description(relations.oid, 'pg_class') as varchar(1024)) as relation_comment
from pg_catalog.pg_class as relations
inner join pg_catalog.pg_namespace as schemas on schemas.oid = relations.relnamespace
left join pg_catalog.pg_attribute as attributes
    on attributes.attrelid = relations.oid and attributes.attnum > 0 and not attributes.attisdropped
where relations.relkind in ('r', 'v')
    and substring(cast(schemas.nspname as varchar(128)), 1, 3) <> 'pg_'
    and schemas.nspname not in ('information_schema', 'catalog_history')
order by schemas.nspname, relations.relname, attributes.attnum`;

/** All tables and views outside of the warehouse's own schemas, with their columns. */
export async function readRelations({ query }: Pick<Warehouse, 'query'>): Promise<Relation[]> {
  return relationsOf(await query(relationsSql));
}

function relationsOf({ rows }: QueryResult): Relation[] {
  const relations = new Map<string, Relation & { columns: { name: string; type: string }[] }>();
  for (const [schema, name, kind, column, type, comment] of rows) {
    if (schema == null || name == null) continue;
    const key = JSON.stringify([schema, name]);
    const relation = relations.get(key) ?? {
      schema,
      name,
      kind: kind === 'v' ? 'view' : 'table',
      columns: [],
      ...(comment == null ? {} : { comment }),
    };
    relations.set(key, relation);
    if (column != null && type != null) relation.columns.push({ name: column, type: typeOf(type) });
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
