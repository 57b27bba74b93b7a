import { randomBytes } from 'node:crypto';
import type { Probe, ProbeNeeds, ProbeResult } from '../../probe.ts';
import type { RedshiftConnection } from '../redshift-settings.ts';
import { redshiftDialect } from '../sql/dialect.ts';
import { ofStatement, unseen } from './data-api-probes.ts';
import type { ProbeSession } from './probe-session.ts';
import { refusedByAws } from './refusal.ts';

/** The probes, and what takes away all that they made. */
export interface DatabaseProbes {
  readonly list: readonly Probe[];
  /** The scratch schema, once it is there. */
  schema(): string | undefined;
  close(): Promise<void>;
}

/** What a run does in the database, done in a schema of its own that is dropped again; and whose what is there already is. */
export function databaseProbes(
  session: ProbeSession,
  { Database: database }: RedshiftConnection,
  { schemas }: ProbeNeeds,
): DatabaseProbes {
  const scratch = `apportion_debug_${randomBytes(4).toString('hex')}`;
  let isThere = false;
  let user = 'its user';
  const grantee = (): string => (user === 'its user' ? user : redshiftDialect.identifier(user));
  const made = new Set<string>();

  const step = (name: string, makes: string, needs: string | undefined, sqls: readonly string[]): Probe => ({
    name,
    run: async () => {
      if (!isThere) return { kind: 'not-tried', text: 'there is no schema to try it in' };
      if (needs !== undefined && !made.has(needs))
        return { kind: 'not-tried', text: `there is no ${needs} to try it with` };
      const result = await ofStatement(
        () => (sqls.length === 1 ? session.run(sqls[0] ?? '') : session.batch(sqls)),
        `works in ${scratch}`,
        "Whoever owns a schema may do this in it; the message is the database's own.",
      );
      if (result.kind === 'ok') made.add(makes);
      return result;
    },
  });

  const list: Probe[] = [
    {
      name: 'user',
      run: async () => {
        const rows = await rowsOf(session, 'select cast(current_user as varchar(128))');
        if (!isRows(rows)) return rows;
        user = rows[0]?.[0] ?? user;
        return { kind: 'ok', text: `is ${redshiftDialect.identifier(user)} in "${database}"` };
      },
    },
    {
      name: 'create schema',
      run: async () => {
        // Nothing is made of which nobody could see whether it is there.
        if (session.first?.unseen !== undefined) return unseen;
        const result = await ofStatement(
          () => session.run(`create schema ${scratch}`),
          `made ${scratch}, which is dropped again`,
          `As its owner: grant create on database ${redshiftDialect.identifier(database)} to ${grantee()};`,
        );
        isThere = result.kind === 'ok';
        return result;
      },
    },
    step('create table', 'table', undefined, [`create table ${scratch}.made (one integer)`]),
    step('insert', 'row', 'table', [`insert into ${scratch}.made values (1)`]),
    step('comment', 'comment', 'table', [`comment on table ${scratch}.made is 'a comment'`]),
    step('grant', 'grant', 'table', [`grant select on ${scratch}.made to public`]),
    step('lock table', 'lock', 'table', [
      `lock table ${scratch}.made`,
      `update ${scratch}.made set one = 2 where one = 1`,
    ]),
    step('create view', 'view', 'table', [`create view ${scratch}.seen as select one from ${scratch}.made`]),
    step('swap tables', 'swapped table', 'table', [
      `create table ${scratch}.newer (one integer)`,
      `alter table ${scratch}.newer rename to newest`,
      `drop table ${scratch}.newest`,
    ]),
    step('create procedure', 'procedure', undefined, [
      `create procedure ${scratch}.done() as $$ begin null; end; $$ language plpgsql`,
    ]),
    step('call procedure', 'call', 'procedure', [`call ${scratch}.done()`]),
    {
      name: 'schemas of layers',
      run: async () => checkSchemas(await rowsOf(session, schemasSql(schemas)), grantee),
    },
    {
      name: 'owner of tables',
      run: async () => checkOwners(await rowsOf(session, ownersSql(schemas)), grantee),
    },
  ];
  return {
    list,
    schema: () => (isThere ? scratch : undefined),
    close: async () => {
      // Without a permission to drop it there was none to make it.
      if (isThere) await session.run(`drop schema ${scratch} cascade`).catch(() => undefined);
    },
  };
}

type Rows = readonly (readonly string[])[];

async function rowsOf(session: ProbeSession, sql: string): Promise<Rows | ProbeResult> {
  try {
    return await session.query(sql);
  } catch (error) {
    return refusedByAws(error, 'redshift-data:ExecuteStatement');
  }
}

function listed(schemas: readonly string[]): string {
  return schemas.map((schema) => redshiftDialect.literal(schema)).join(', ');
}

/** Schemas of layers that are there, and may not be written to. */
function schemasSql(schemas: readonly string[]): string {
  return `select cast(nspname as varchar(128)) from pg_catalog.pg_namespace where nspname in (${listed(schemas)}) and not (has_schema_privilege(nspname, 'create') and has_schema_privilege(nspname, 'usage')) order by nspname`;
}

function checkSchemas(rows: Rows | ProbeResult, grantee: () => string): ProbeResult {
  if (!isRows(rows)) return rows;
  const names = rows.map(([name]) => redshiftDialect.identifier(name ?? ''));
  if (names.length === 0) return { kind: 'ok', text: 'those that are there can be written to' };
  return {
    kind: 'missing',
    text: `missing: create and usage on schema ${names.join(', ')}`,
    hint: `As their owner: grant create, usage on schema ${names.join(', ')} to ${grantee()};`,
  };
}

/** Tables and views of the layers that somebody else owns, who alone may drop or rename them. */
function ownersSql(schemas: readonly string[]): string {
  return `select cast(schemas.nspname as varchar(128)), cast(relations.relname as varchar(128)), cast(owners.usename as varchar(128)) from pg_catalog.pg_class as relations inner join pg_catalog.pg_namespace as schemas on schemas.oid = relations.relnamespace inner join pg_catalog.pg_user as owners on owners.usesysid = relations.relowner where relations.relkind in ('r', 'v') and schemas.nspname in (${listed(schemas)}) and owners.usename <> current_user order by schemas.nspname, relations.relname`;
}

function checkOwners(rows: Rows | ProbeResult, grantee: () => string): ProbeResult {
  if (!isRows(rows)) return rows;
  const [[schema = '', name = '', owner = ''] = []] = rows;
  if (rows.length === 0) return { kind: 'ok', text: 'nobody else owns a table or view of the layers' };
  const first = redshiftDialect.relation({ schema, name });
  const more = rows.length === 1 ? '' : ` and ${rows.length - 1} more`;
  return {
    kind: 'missing',
    text: `missing: ownership of ${first}${more}, which "${owner}" has`,
    hint: `Only who owns a table can publish a new one in its place. As a superuser: alter table ${first} owner to ${grantee()};`,
  };
}

function isRows(rows: Rows | ProbeResult): rows is Rows {
  return Array.isArray(rows);
}
