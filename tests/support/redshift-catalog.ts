/**
 * What Redshift's catalog and its views have and Postgres's have not, as SQL for a Postgres: late-binding views, and who may do what.
 *
 * A late-binding view is a view on a function that runs the query as text, so that it depends on nothing: what it reads may be dropped and made
 * anew. Its columns are those that the query had when it was made; one that could not be read then never can.
 */
export const redshiftCatalog = `
-- Immutable, so that it is worked out before a row is asked for.
create or replace function redshift.refuse(words text) returns text immutable language plpgsql
as $$ begin raise exception '%', words using errcode = 'undefined_table'; end $$;

create or replace procedure redshift.create_late_view(view_name text, query text) language plpgsql
as $$
declare
    late_columns text;
    late_function text := 'redshift.late_' || md5(view_name);
begin
    begin
        execute 'create temporary view late_probe as ' || query;
        select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' order by attnum) into late_columns
        from pg_attribute where attrelid = cast('pg_temp.late_probe' as regclass) and attnum > 0;
        drop view pg_temp.late_probe;
    exception when undefined_table or undefined_column then
        -- Which is told to whoever reads it.
        execute 'create view ' || view_name || ' as select redshift.refuse(' || quote_literal(sqlerrm) || ') as unreadable';
        return;
    end;
    execute 'create or replace function ' || late_function || '() returns setof record language plpgsql as '
        || quote_literal('begin return query execute ' || quote_literal(query) || '; end');
    execute 'create view ' || view_name || ' as select * from ' || late_function || '() as late(' || late_columns || ')';
end $$;

create or replace function redshift.pg_get_late_binding_view_cols() returns setof record stable language sql
as $$
select schemas.nspname, views.relname, attributes.attname,
    cast(format_type(attributes.atttypid, attributes.atttypmod) as varchar), cast(attributes.attnum as integer)
from pg_class as views
inner join pg_namespace as schemas on schemas.oid = views.relnamespace
inner join pg_attribute as attributes on attributes.attrelid = views.oid and attributes.attnum > 0
where views.relkind = 'v' and pg_get_viewdef(views.oid) ~ 'late_[0-9a-f]{32}'
$$;

-- Redshift's own lists say of a group that it is one, and do not have roles. Of the letters only those are here that both have.
create or replace function redshift.access_text(list aclitem[]) returns text stable language sql
as $$
select string_agg(entry, ',' order by entry) from (
    select case when identities.oid is not null and not identities.rolcanlogin then 'group ' else '' end
        || case when identities.rolname ~ '^[a-z0-9_]*$' then identities.rolname
            when identities.oid is null then ''
            else '"' || replace(identities.rolname, '"', '""') || '"' end
        || '=' || string_agg(letters.letter || case when privileges.is_grantable then '*' else '' end, '' order by letters.letter)
        || '/owner' as entry
    from aclexplode(list) as privileges
    inner join (values ('INSERT', 'a'), ('SELECT', 'r'), ('UPDATE', 'w'), ('DELETE', 'd'), ('REFERENCES', 'x'), ('TRIGGER', 't'))
        as letters(privilege, letter) on letters.privilege = privileges.privilege_type
    left join pg_roles as identities on identities.oid = privileges.grantee
    where coalesce(shobj_description(identities.oid, 'pg_authid'), '') <> 'role'
    group by identities.oid, identities.rolname, identities.rolcanlogin
) as entries
$$;

-- A role that cannot log in is a group, unless its comment says that it is a role.
set allow_system_table_mods = on;
create or replace view pg_catalog.svv_relation_privileges as
select
    cast(schemas.nspname as text) as namespace_name,
    cast(relations.relname as text) as relation_name,
    privileges.privilege_type,
    cast(privileges.grantee as integer) as identity_id,
    coalesce(cast(identities.rolname as text), 'public') as identity_name,
    case
        when privileges.grantee = 0 then 'public'
        when identities.rolcanlogin then 'user'
        when shobj_description(identities.oid, 'pg_authid') = 'role' then 'role'
        else 'group'
    end as identity_type,
    privileges.is_grantable as admin_option
from pg_class as relations
inner join pg_namespace as schemas on schemas.oid = relations.relnamespace
cross join lateral aclexplode(relations.relacl) as privileges
left join pg_roles as identities on identities.oid = privileges.grantee;
set allow_system_table_mods = off;
`;

/** A statement about tables, views or what is granted on them in Redshift's words in those of Postgres. */
export function definitionForPostgres(sql: string): string {
  const [, view, query] = /^create view (\S+) as\n([\s\S]*)\nwith no schema binding$/.exec(sql) ?? [];
  if (view !== undefined && query !== undefined)
    return `call redshift.create_late_view($late$${view}$late$, $late$${query}$late$)`;
  if (sql.includes('relacl'))
    return sql.replace("array_to_string(relations.relacl, ',')", 'access_text(relations.relacl)');
  if (sql.startsWith('grant ')) return sql.replaceAll(/\brole (?=")/g, '');
  if (!sql.startsWith('create table ')) return sql;
  // How the table is laid out stands at the end, or before the query.
  const [head = '', ...rest] = sql.split(/(?= as\n)/);
  const keys = /(?: diststyle \w+)?(?: distkey\([^)]*\))?(?: sortkey\([^)]*\))?$/;
  return [head.replace(keys, ''), ...rest].join('');
}
