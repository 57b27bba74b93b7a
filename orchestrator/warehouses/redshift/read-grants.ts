import type { RelationName } from '../relation-name.ts';
import type { Warehouse } from '../warehouse.ts';
import { redshiftDialect } from './sql/dialect.ts';

/** What may be granted on a table or view. Anything else is none of ours. */
const privileges: ReadonlySet<string> = new Set(
  'select insert update delete references drop truncate alter'.split(' '),
);

interface Grant {
  readonly relation: string;
  readonly privilege: string;
  /** As it stands behind `to`. */
  readonly to: string;
}

/**
 * The statements that grant on relations what is granted on them now: to users, groups, roles and everybody, with the right to hand it on
 * where that was given. As few as there are kinds of it:
 *
 *     grant select, insert on table reports.a, reports.b to "analyst", group "finance", role "auditor", public
 *
 * Two places know of them, and neither of all: to who is no superuser the view shows only grants to his own roles and groups, and the list that
 * the catalog has of each relation, which everybody may read, has no roles.
 */
export async function readGrants(
  { query }: Pick<Warehouse, 'query'>,
  relations: readonly RelationName[],
): Promise<string[]> {
  if (relations.length === 0) return [];
  const schemas = [...new Set(relations.map(({ schema }) => redshiftDialect.literal(schema)))].join(', ');
  const wanted = new Map(
    relations.map((relation) => [keyOf(relation.schema, relation.name), redshiftDialect.relation(relation)]),
  );
  const ofView = (await query(viewSql(schemas))).rows.flatMap(
    ([schema, name, privilege, identity, kind, option]): Grant[] => {
      const relation = wanted.get(keyOf(schema, name));
      const to = granteeOf(kind ?? '', identity ?? '', isTrue(option));
      const word = (privilege ?? '').toLowerCase();
      return relation === undefined || to === undefined || !privileges.has(word)
        ? []
        : [{ relation, privilege: word, to }];
    },
  );
  const ofLists = (await query(listsSql(schemas))).rows.flatMap(([schema, name, owner, list]): Grant[] => {
    const relation = wanted.get(keyOf(schema, name));
    return relation === undefined ? [] : grantsOfList(relation, owner ?? '', list ?? '');
  });
  const all = new Map([...ofView, ...ofLists].map((grant) => [JSON.stringify(grant), grant]));
  return mergeGrants(
    [...all.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, grant]) => grant),
  );
}

/** Those who own a relation can do everything with it already. */
function viewSql(schemas: string): string {
  return `select
    cast(namespace_name as varchar(128)) as schema_name,
    cast(relation_name as varchar(128)) as relation_name,
    cast(privilege_type as varchar(32)) as privilege_type,
    cast(identity_name as varchar(128)) as identity_name,
    cast(identity_type as varchar(32)) as identity_type,
    admin_option
from svv_relation_privileges
where namespace_name in (${schemas})
    and not (identity_type = 'user' and identity_name = current_user)`;
}

function listsSql(schemas: string): string {
  return `select
    cast(schemas.nspname as varchar(128)) as schema_name,
    cast(relations.relname as varchar(128)) as relation_name,
    cast(pg_get_userbyid(relations.relowner) as varchar(128)) as owner_name,
    cast(array_to_string(relations.relacl, ',') as varchar(65535)) as access_list
from pg_catalog.pg_class as relations
inner join pg_catalog.pg_namespace as schemas on schemas.oid = relations.relnamespace
where relations.relkind in ('r', 'v') and relations.relacl is not null and schemas.nspname in (${schemas})`;
}

/**
 * What stands in a list of the catalog: `owner=arwd/owner,group finance=ar/owner,"odd "" name"=r*w/owner,=r/owner`, where a star is the
 * right to hand it on, and nobody's name is everybody's. What comes behind something that cannot be read is not known.
 */
function grantsOfList(relation: string, owner: string, list: string): Grant[] {
  const entry =
    /(group )?(?:"((?:[^"]|"")*)"|([^"=,]*))=((?:[a-zA-Z]\*?)*)\/(?:"(?:[^"]|"")*"|[^",]*)(?:,|$)/y;
  const grants: Grant[] = [];
  for (let found = entry.exec(list); found !== null && found[0] !== ''; found = entry.exec(list)) {
    const [, group, quoted, bare = '', letters = ''] = found;
    const name = quoted?.replaceAll('""', '"') ?? bare;
    const kind = group !== undefined ? 'group' : name === '' ? 'public' : 'user';
    if (kind === 'user' && name === owner) continue;
    for (const [, letter = '', star] of letters.matchAll(/([a-zA-Z])(\*?)/g)) {
      const privilege = privilegeOfLetter[letter];
      const to = granteeOf(kind, name, star !== '');
      if (privilege !== undefined && to !== undefined) grants.push({ relation, privilege, to });
    }
  }
  return grants;
}

/** Those that are certain: a letter that was misread would give somebody more than he had. */
const privilegeOfLetter: Readonly<Record<string, string>> = {
  a: 'insert',
  r: 'select',
  w: 'update',
  d: 'delete',
  x: 'references',
};

function granteeOf(kind: string, name: string, mayHandOn: boolean): string | undefined {
  // A name of somebody else's making: always in quotes.
  const quoted = `"${name.replaceAll('"', '""')}"`;
  switch (kind.toLowerCase()) {
    case 'user':
      return `${quoted}${mayHandOn ? ' with grant option' : ''}`;
    case 'group':
      return `group ${quoted}`;
    case 'role':
      return `role ${quoted}`;
    case 'public':
      return 'public';
    default:
      return undefined;
  }
}

/** First what each may do with a relation, then who may do the same with it, then on which relations all of that is the same. */
function mergeGrants(grants: readonly Grant[]): string[] {
  const ofGrantee = groupBy(grants, ({ relation, to }) => keyOf(relation, to));
  const alike = groupBy(
    [...ofGrantee.values()].map((some) => ({
      relation: some[0]?.relation ?? '',
      to: some[0]?.to ?? '',
      words: [...new Set(some.map(({ privilege }) => privilege))].join(', '),
    })),
    // Not everybody understands it behind more than one name.
    ({ relation, to, words }) => keyOf(relation, words, to.endsWith(' with grant option') ? to : ''),
  );
  const statements = groupBy(
    [...alike.values()].map((some) => ({
      relation: some[0]?.relation ?? '',
      words: some[0]?.words ?? '',
      to: some.map(({ to }) => to).join(', '),
    })),
    ({ words, to }) => keyOf(words, to),
  );
  return [...statements.values()].map(
    (some) =>
      `grant ${some[0]?.words} on table ${some.map(({ relation }) => relation).join(', ')} to ${some[0]?.to}`,
  );
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function keyOf(...parts: readonly (string | null | undefined)[]): string {
  return JSON.stringify(parts);
}

function isTrue(text: string | null | undefined): boolean {
  return text === 'true' || text === 't' || text === '1';
}
