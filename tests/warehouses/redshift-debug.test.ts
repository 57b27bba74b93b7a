import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apportion, type Ended } from '../orchestrator/commands/apportion.ts';
import { temporaryProject } from '../orchestrator/commands/temporary-project.ts';
import type { DataApiPlan } from '../stand-ins/data-api/plan.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';

withDummyCredentials();

let store: PostgresStore;
beforeAll(async () => {
  store = await openPostgresStore();
});
afterAll(() => store.close());
beforeEach(() => store.empty());

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function debug(plan: DataApiPlan, ...options: readonly string[]): Promise<Ended> {
  const dataApi = await startDataApi(store, plan);
  const root = await temporaryProject({
    'project.yml': `name: tiny
layers: [staging, rollups]
vars: {least: 2}
targets:
  warehouse: {type: redshift, workgroup: w, database: billing, region: eu-west-1, endpoint: "${dataApi.endpoint}"}
default_target: warehouse
`,
  });
  cleanups.push(
    () => dataApi.close(),
    () => rm(root, { recursive: true, force: true }),
  );
  return apportion(root, 'debug', ...options);
}

/** The lines about the target's surroundings, with the scratch schema's name stood still. */
function surroundings({ out }: Ended): string {
  const lines = out.replace(/apportion_debug_[0-9a-f]{8}/g, 'apportion_debug_x').split('\n');
  const first = lines.findIndex((line) => line.includes('credentials  '));
  const last = lines.findIndex((line) => /^(ok|not ok) +target /.test(line));
  return lines.slice(first, last).join('\n');
}

/** What is not as it should be: each line with the one below it. */
function missing(ended: Ended): string[] {
  const lines = surroundings(ended).split('\n');
  return lines.flatMap((line, index) => {
    if (!line.startsWith('not ok')) return [];
    const hint = lines[index + 1]?.startsWith(' ') ? `\n${lines[index + 1]?.trim()}` : '';
    return [line.replace(/\s+/g, ' ') + hint];
  });
}

const schemas = async (): Promise<unknown> =>
  (await store.run("select nspname from pg_namespace where nspname like 'apportion%'"))?.rows;

it('tries everything that a run does, one thing after the other, and leaves nothing behind', async () => {
  expect(surroundings(await debug({}))).toMatchInlineSnapshot(`
    "ok      credentials                          key AKID…, from the environment
    ok      redshift-data:ExecuteStatement       runs a statement
    ok      redshift-data:DescribeStatement      sees how it ended
    ok      redshift-data:GetStatementResult     reads its rows
    ok      redshift-data:CancelStatement        could have ended it
    ok      redshift-data:ListStatements         finds it by its name
    ok      redshift-data:BatchExecuteStatement  runs several in one transaction
    ok      redshift-serverless:GetCredentials   signs in to "billing"
    ok      session                              keeps a session for the next statement
    ok      user                                 is postgres in "billing"
    ok      create schema                        made apportion_debug_x, which is dropped again
    ok      create table                         works in apportion_debug_x
    ok      insert                               works in apportion_debug_x
    ok      comment                              works in apportion_debug_x
    ok      create view                          works in apportion_debug_x
    ok      swap tables                          works in apportion_debug_x
    ok      create procedure                     works in apportion_debug_x
    ok      call procedure                       works in apportion_debug_x
    ok      schemas of layers                    those that are there can be written to
    ok      owner of tables                      nobody else owns a table or view of the layers"
  `);
  expect(await schemas()).toEqual([]);
});

it('says the same as JSON, a finding a line', async () => {
  const { out } = await debug({}, '--json');
  const findings = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(findings).toContainEqual({
    name: 'redshift-data:CancelStatement',
    isOk: true,
    text: 'could have ended it',
  });
});

describe('an operation that is not allowed is named, and the others are tried all the same', () => {
  const denying = (wanted: string): DataApiPlan => ({
    onRequest: ({ operation }) => (operation === wanted ? 'denied' : undefined),
  });

  it.each(['CancelStatement', 'ListStatements', 'BatchExecuteStatement'])('%s', async (operation) => {
    const ended = await debug(denying(operation));
    expect(ended.code).toBe(1);
    const [line, ...others] = missing(ended);
    expect(line).toContain(
      `not ok redshift-data:${operation} missing: redshift-data:${operation} (AccessDenied`,
    );
    expect(line).toContain(`\nAllow redshift-data:${operation} on `);
    // What takes a batch to try waits for it.
    expect(others.every((other) => other.includes('not tried: '))).toBe(true);
  });

  it('GetStatementResult', async () => {
    expect(missing(await debug(denying('GetStatementResult')))).toMatchInlineSnapshot(`
      [
        "not ok redshift-data:GetStatementResult missing: redshift-data:GetStatementResult (AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/apportion/task is not authorized to perform: redshift-data:GetStatementResult because no identity-based policy allows the redshift-data:GetStatementResult action)
      Allow redshift-data:GetStatementResult on * (own statements only) to the identity that apportion works as: it is needed to read counts and what failed in a test. The policy is in docs/redshift.md.",
        "not ok user not tried: it takes redshift-data:GetStatementResult",
        "not ok schemas of layers not tried: it takes redshift-data:GetStatementResult",
        "not ok owner of tables not tried: it takes redshift-data:GetStatementResult",
      ]
    `);
  });

  it('DescribeStatement', async () => {
    expect(missing(await debug(denying('DescribeStatement')))).toMatchInlineSnapshot(`
      [
        "not ok redshift-data:DescribeStatement missing: redshift-data:DescribeStatement (AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/apportion/task is not authorized to perform: redshift-data:DescribeStatement because no identity-based policy allows the redshift-data:DescribeStatement action)
      Allow redshift-data:DescribeStatement on * (own statements only) to the identity that apportion works as: it is needed to see how a statement ended. The policy is in docs/redshift.md.",
        "not ok redshift-serverless:GetCredentials not tried: only redshift-data:DescribeStatement shows how it ended",
        "not ok session not tried: only redshift-data:DescribeStatement shows how it ended",
        "not ok create schema not tried: only redshift-data:DescribeStatement shows how it ended",
        "not ok create table not tried: there is no schema to try it in",
        "not ok insert not tried: there is no schema to try it in",
        "not ok comment not tried: there is no schema to try it in",
        "not ok create view not tried: there is no schema to try it in",
        "not ok swap tables not tried: there is no schema to try it in",
        "not ok create procedure not tried: there is no schema to try it in",
        "not ok call procedure not tried: there is no schema to try it in",
      ]
    `);
    expect(await schemas()).toEqual([]);
  });

  it('ExecuteStatement', async () => {
    expect(missing(await debug(denying('ExecuteStatement')))).toMatchInlineSnapshot(`
      [
        "not ok redshift-data:ExecuteStatement missing: redshift-data:ExecuteStatement (AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/apportion/task is not authorized to perform: redshift-data:ExecuteStatement because no identity-based policy allows the redshift-data:ExecuteStatement action)
      Allow redshift-data:ExecuteStatement on the workgroup or cluster, and within own sessions to the identity that apportion works as: it is needed to run a statement, and open a session. The policy is in docs/redshift.md.",
        "not ok session not tried: it takes redshift-data:ExecuteStatement",
        "not ok user not tried: it takes redshift-data:ExecuteStatement",
        "not ok create schema not tried: it takes redshift-data:ExecuteStatement",
        "not ok create table not tried: there is no schema to try it in",
        "not ok insert not tried: there is no schema to try it in",
        "not ok comment not tried: there is no schema to try it in",
        "not ok create view not tried: there is no schema to try it in",
        "not ok swap tables not tried: there is no schema to try it in",
        "not ok create procedure not tried: there is no schema to try it in",
        "not ok call procedure not tried: there is no schema to try it in",
        "not ok schemas of layers not tried: it takes redshift-data:ExecuteStatement",
        "not ok owner of tables not tried: it takes redshift-data:ExecuteStatement",
      ]
    `);
  });
});

describe('what the database refuses', () => {
  const refusing = (part: string, fault: 'permission-denied' | 'no-credentials'): DataApiPlan => ({
    onStatement: ({ sqls }) => (sqls.some((sql) => sql.includes(part)) ? fault : undefined),
  });

  it('is told with the grant that it takes', async () => {
    expect(missing(await debug(refusing('create schema', 'permission-denied')))).toMatchInlineSnapshot(`
      [
        "not ok create schema missing: permission denied for database billing
      As its owner: grant create on database billing to postgres;",
        "not ok create table not tried: there is no schema to try it in",
        "not ok insert not tried: there is no schema to try it in",
        "not ok comment not tried: there is no schema to try it in",
        "not ok create view not tried: there is no schema to try it in",
        "not ok swap tables not tried: there is no schema to try it in",
        "not ok create procedure not tried: there is no schema to try it in",
        "not ok call procedure not tried: there is no schema to try it in",
      ]
    `);
  });

  it.each(['create table', 'create view', 'create procedure'])('%s', async (words) => {
    const [line, ...others] = missing(await debug(refusing(words, 'permission-denied')));
    expect(line).toContain(`not ok ${words} missing: permission denied for database billing`);
    expect(others.every((other) => other.includes('not tried: '))).toBe(true);
    expect(await schemas()).toEqual([]);
  });

  it('is the permission to sign in, if IAM says so', async () => {
    const [line] = missing(await debug(refusing('select 1', 'no-credentials')));
    expect(line).toMatch(
      /^not ok redshift-serverless:GetCredentials missing: redshift-serverless:GetCredentials/,
    );
  });

  it('is a table that somebody else owns', async () => {
    await store.run('create user other');
    await store.run('create schema rollups');
    await store.run('create table rollups.large_areas (area text)');
    await store.run('alter table rollups.large_areas owner to other');
    const found = missing(await debug({}));
    await store.run('drop table rollups.large_areas');
    await store.run('drop user other');
    expect(found).toMatchInlineSnapshot(`
      [
        "not ok owner of tables missing: ownership of rollups.large_areas, which "other" has
      Only who owns a table can publish a new one in its place. As a superuser: alter table rollups.large_areas owner to postgres;",
      ]
    `);
  });
});
