import type { RelationName } from '../relation-name.ts';
import type { Warehouse } from '../warehouse.ts';
import { redshiftDialect } from './dialect.ts';

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
 */
export async function readGrants(
  { query }: Pick<Warehouse, 'query'>,
  relations: readonly RelationName[],
): Promise<string[]> {
  if (relations.length === 0) return [];
  const schemas = [...new Set(relations.map(({ schema }) => redshiftDialect.literal(schema)))];
  const { rows } = await query(grantsSql(schemas));
  const wanted = new Map(
    relations.map((relation) => [keyOf(relation.schema, relation.name), redshiftDialect.relation(relation)]),
  );
  const grants = rows.flatMap(([schema, name, privilege, identity, kind, option]): Grant[] => {
    const relation = wanted.get(keyOf(schema, name));
    const to = granteeOf(kind ?? '', identity ?? '', isTrue(option));
    const word = (privilege ?? '').toLowerCase();
    return relation === undefined || to === undefined || !privileges.has(word)
      ? []
      : [{ relation, privilege: word, to }];
  });
  return mergeGrants(grants);
}

/** Those who own a relation can do everything with it already. */
function grantsSql(schemas: readonly string[]): string {
  return `select
    cast(namespace_name as varchar(128)) as schema_name,
    cast(relation_name as varchar(128)) as relation_name,
    cast(privilege_type as varchar(32)) as privilege_type,
    cast(identity_name as varchar(128)) as identity_name,
    cast(identity_type as varchar(32)) as identity_type,
    admin_option
from svv_relation_privileges
where namespace_name in (${schemas.join(', ')})
    and not (identity_type = 'user' and identity_name = current_user)
order by 1, 2, 3, 5, 4`;
}

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
