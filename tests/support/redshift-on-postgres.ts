import { closingParenthesis } from '../../orchestrator/warehouses/redshift/sql/closing-parenthesis.ts';
import { parseProcedure } from '../stand-ins/data-api/stored-procedure.ts';
import { definitionForPostgres, redshiftCatalog } from './redshift-catalog.ts';

/**
 * What Redshift has and Postgres has not, or has otherwise, as SQL for a Postgres of version 15 or later: so that a Postgres can stand
 * for a Redshift. Each function is what the developer guide says of Redshift's. Only what the dialect uses is here. What does not
 * show: how many digits Redshift keeps of a computed decimal (tests/support/redshift-decimals.ts), its limits, its blanks at the end.
 *
 * Nothing between dollars may have a backslash: whether one begins an escape is switched below.
 */
export const redshiftPrelude = `
create schema if not exists redshift;
set search_path = redshift, pg_catalog, public;
set timezone = 'UTC';

-- FNV is not the hash here; what it is used for is only that the same gives the same.
create or replace function redshift.fnv_hash(anyelement) returns bigint immutable strict language sql
as $$ select hashtextextended(cast($1 as text), 0) $$;

create or replace function redshift.strtol(digits text, base integer) returns bigint immutable strict language plpgsql
as $$
begin
    if base <> 16 then raise exception 'strtol has base 16 only here'; end if;
    return cast(cast('x' || lpad(digits, 16, '0') as bit(64)) as bigint);
end $$;

-- An absent key was an empty text, and is null by the newer guide: set redshift.absent to 'empty' for the former.
create or replace function redshift.absent() returns text stable language sql
as $$ select case when current_setting('redshift.absent', true) = 'empty' then '' end $$;

create or replace function redshift.json_extract_path_text(object text, key text, null_if_invalid boolean) returns text stable strict language plpgsql
as $$
begin
    return coalesce(cast(object as json) ->> key, redshift.absent());
exception when invalid_text_representation then
    if null_if_invalid then return null; end if;
    raise;
end $$;

create or replace function redshift.json_extract_array_element_text(list text, place integer, null_if_invalid boolean) returns text stable strict language plpgsql
as $$
begin
    if json_typeof(cast(list as json)) <> 'array' then return null; end if;
    return coalesce(cast(list as json) ->> place, redshift.absent());
exception when invalid_text_representation then
    if null_if_invalid then return null; end if;
    raise;
end $$;

create or replace function redshift.json_array_length(list text, null_if_invalid boolean) returns integer stable strict language plpgsql
as $$
begin
    if json_typeof(cast(list as json)) <> 'array' then return null; end if;
    return pg_catalog.json_array_length(cast(list as json));
exception when invalid_text_representation then
    if null_if_invalid then return null; end if;
    raise;
end $$;

create or replace function redshift.regexp_substr(source text, pattern text) returns text immutable strict language sql
as $$ select coalesce(pg_catalog.regexp_substr($1, $2), '') $$;

-- With 'e' the first group, or the whole match if there is none: that is what regexp_match begins with.
create or replace function redshift.regexp_substr(source text, pattern text, place integer, occurrence integer, parameters text)
returns text immutable strict language plpgsql
as $$
begin
    if place <> 1 or occurrence <> 1 or parameters <> 'e' then raise exception 'regexp_substr knows 1, 1, e only here'; end if;
    return coalesce((regexp_match(source, pattern))[1], '');
end $$;

-- Every match; a group is $1, and what is not to be one has a backslash before it.
create or replace function redshift.regexp_replace(source text, pattern text, replacement text) returns text immutable strict language sql
as $$ select pg_catalog.regexp_replace($1, $2, replace($3, chr(92) || '$', '$'), 'g') $$;

create or replace function redshift.dateadd(part text, amount bigint, moment timestamp) returns timestamp immutable strict language sql
as $$
select case part
    when 'month' then moment + make_interval(months => cast(amount as integer))
    when 'day' then moment + make_interval(days => cast(amount as integer))
    when 'hour' then moment + amount * interval '1 hour'
    when 'minute' then moment + amount * interval '1 minute'
    when 'second' then moment + amount * interval '1 second'
    when 'millisecond' then moment + amount * interval '1 millisecond'
end $$;

-- When the statement began, in whole seconds.
create or replace function redshift.getdate() returns timestamp stable language sql
as $$ select date_trunc('second', statement_timestamp() at time zone 'UTC') $$;

create or replace function redshift.datediff(part text, from_moment timestamp, until_moment timestamp) returns bigint immutable strict language plpgsql
as $$
begin
    -- Boundaries that were crossed, not what has gone by.
    if part = 'second' then return extract(epoch from date_trunc('second', until_moment)) - extract(epoch from date_trunc('second', from_moment)); end if;
    if part <> 'millisecond' then raise exception 'datediff has seconds and milliseconds only here'; end if;
    return (extract(epoch from date_trunc('milliseconds', until_moment)) - extract(epoch from date_trunc('milliseconds', from_moment))) * 1000;
end $$;

${redshiftCatalog}
set escape_string_warning = off;
set standard_conforming_strings = off;
`;

/** A statement for Redshift in the words of Postgres: what no function can stand for, since it is grammar. */
export function toPostgres(sql: string): string {
  const procedure = parseProcedure(sql);
  if (procedure !== undefined) {
    const lines = procedure.steps.map(
      (step) => `execute ${quoted(sameLines(toPostgres(step.sql), step.sql))};\n`,
    );
    return `create or replace procedure ${procedure.name}() as $steps$begin\n${lines.join('')}end;\n$steps$ language plpgsql`;
  }
  // A datepart stands without quotes, which Postgres takes for a column.
  const withParts = definitionForPostgres(sql).replace(/\b(dateadd|datediff)\((\w+),/g, "$1('$2',");
  return withoutListagg(withParts);
}

/** With as many lines as in the other, so that what comes after it stays where it was. */
function sameLines(sql: string, original: string): string {
  return sql + '\n'.repeat(original.split('\n').length - sql.split('\n').length);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** `listagg(a, ',') within group (order by b)` as `string_agg(a, ',' order by b)`. */
function withoutListagg(sql: string): string {
  const start = sql.indexOf('listagg(');
  if (start < 0) return sql;
  const open = start + 'listagg'.length;
  const close = closingParenthesis(sql, open);
  const group = /^ within group \(/.exec(sql.slice(close + 1));
  if (group === null) throw new Error('a listagg without an order');
  const groupOpen = close + group[0].length;
  const groupClose = closingParenthesis(sql, groupOpen);
  const order = sql.slice(groupOpen + 1, groupClose);
  const rest = withoutListagg(sql.slice(groupClose + 1));
  return `${sql.slice(0, start)}string_agg(${sql.slice(open + 1, close)} ${order})${rest}`;
}
