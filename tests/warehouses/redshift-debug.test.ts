import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { permissions } from '../../orchestrator/warehouses/redshift/permissions.ts';
import { apportion, type Ended } from '../orchestrator/commands/apportion.ts';
import { temporaryProject } from '../orchestrator/commands/temporary-project.ts';
import type { DataApiPlan } from '../stand-ins/data-api/plan.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import type { S3Plan } from '../stand-ins/s3/plan.ts';
import { type S3StandIn, startS3 } from '../stand-ins/s3/start-s3.ts';
import { startSts } from '../stand-ins/s3/start-sts.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';

withDummyCredentials();

let store: PostgresStore;
let s3: S3StandIn;
beforeAll(async () => {
  store = await openPostgresStore();
  s3 = await startS3({ buckets: ['staged', 'bills'] });
  await s3.put('bills', 'report/2017-02.csv.gz', 'a bill');
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_S3;
  await s3.close();
  await store.close();
});
beforeEach(() => store.empty());

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const role = 'arn:aws:iam::123456789012:role/copy';
const usualLoading = `staging: "s3://staged/parts"
    iam_role: "${role}"`;

interface Surroundings extends DataApiPlan {
  readonly s3?: S3Plan;
  /** Lines of the target in project.yml in place of those of loading. */
  readonly loading?: string;
}

async function debug(
  { s3: plan = {}, loading = usualLoading, ...dataPlan }: Surroundings,
  ...options: readonly string[]
): Promise<Ended> {
  s3.plan = plan;
  const dataApi = await startDataApi(store, dataPlan, {}, { s3, attached: [role] });
  const root = await temporaryProject({
    'project.yml': `name: tiny
layers: [staging, rollups]
vars: {least: 2}
sources: {bill: "s3://bills/report/*.csv.gz"}
targets:
  warehouse:
    type: redshift
    workgroup: w
    database: billing
    region: eu-west-1
    endpoint: "${dataApi.endpoint}"
    ${loading}
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
  const lines = out
    .replace(/apportion_debug_[0-9a-f]{8}/g, 'apportion_debug_x')
    .replace(/apportion-debug-\d+/g, 'apportion-debug-x')
    .split('\n');
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
    ok      grant                                works in apportion_debug_x
    ok      lock table                           works in apportion_debug_x
    ok      create view                          works in apportion_debug_x
    ok      swap tables                          works in apportion_debug_x
    ok      create procedure                     works in apportion_debug_x
    ok      call procedure                       works in apportion_debug_x
    ok      schemas of layers                    those that are there can be written to
    ok      owner of tables                      nobody else owns a table or view of the layers
    ok      s3:PutObject                         writes s3://staged/parts/apportion-debug-x.csv
    ok      s3:PutObject in parts                sends a file in parts
    ok      s3:ListBucket                        lists s3://staged/parts
    ok      s3:GetObject                         reads it again
    ok      copy                                 reads it as arn:aws:iam::123456789012:role/copy
    ok      s3:DeleteObject                      removes what it wrote
    ok      s3:ListBucket                        lists s3://bills/report/*.csv.gz
    ok      s3:GetObject                         may read s3://bills/report/2017-02.csv.gz"
  `);
  expect(await schemas()).toEqual([]);
  expect(s3.keys('staged')).toEqual([]);
  expect(s3.uploads()).toEqual([]);
});

it('tries every permission that is listed for such a target', async () => {
  const { out } = await debug({}, '--json');
  const tried = out
    .trim()
    .split('\n')
    .map((line) => String(JSON.parse(line).name));
  const listed = permissions.filter(
    ({ role, when }) => role === 'runner' && ['always', 'workgroup', 'staging', 'sources'].includes(when),
  );
  // Pieces are taken back only when a transfer breaks off; and what is not taken back the bucket removes by itself.
  expect(listed.map(({ action }) => action).filter((action) => !tried.includes(action))).toEqual([
    's3:AbortMultipartUpload',
  ]);
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
        "not ok grant not tried: there is no schema to try it in",
        "not ok lock table not tried: there is no schema to try it in",
        "not ok create view not tried: there is no schema to try it in",
        "not ok swap tables not tried: there is no schema to try it in",
        "not ok create procedure not tried: there is no schema to try it in",
        "not ok call procedure not tried: there is no schema to try it in",
        "not ok copy not tried: there is no schema to copy into",
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
        "not ok grant not tried: there is no schema to try it in",
        "not ok lock table not tried: there is no schema to try it in",
        "not ok create view not tried: there is no schema to try it in",
        "not ok swap tables not tried: there is no schema to try it in",
        "not ok create procedure not tried: there is no schema to try it in",
        "not ok call procedure not tried: there is no schema to try it in",
        "not ok schemas of layers not tried: it takes redshift-data:ExecuteStatement",
        "not ok owner of tables not tried: it takes redshift-data:ExecuteStatement",
        "not ok copy not tried: there is no schema to copy into",
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
        "not ok grant not tried: there is no schema to try it in",
        "not ok lock table not tried: there is no schema to try it in",
        "not ok create view not tried: there is no schema to try it in",
        "not ok swap tables not tried: there is no schema to try it in",
        "not ok create procedure not tried: there is no schema to try it in",
        "not ok call procedure not tried: there is no schema to try it in",
        "not ok copy not tried: there is no schema to copy into",
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

it('names what S3 refuses, with its bucket', async () => {
  const refused = [
    ['staged', 'PutObject'],
    ['staged', 'ListObjectsV2'],
    ['staged', 'GetObject'],
    ['staged', 'DeleteObjects'],
    ['bills', 'ListObjectsV2'],
    ['bills', 'HeadObject'],
  ] as const;
  const found: Record<string, readonly string[]> = {};
  for (const [bucket, operation] of refused) {
    const denying: S3Plan = {
      onRequest: (request) =>
        request.bucket === bucket && request.operation === operation ? 'denied' : undefined,
    };
    const ended = await debug({ s3: denying });
    expect(ended.code).toBe(1);
    found[`${bucket} ${operation}`] = missing(ended);
  }
  expect(found).toMatchInlineSnapshot(`
    {
      "bills HeadObject": [
        "not ok s3:GetObject missing: s3:GetObject ("s3://bills/report/2017-02.csv.gz" cannot be read: access is denied.)
    Allow s3:GetObject on arn:aws:s3:::bills/report/2017-02.csv.gz to who asks (and kms:Decrypt on its key, if it is encrypted with one of yours); aws sts get-caller-identity shows who that is.",
      ],
      "bills ListObjectsV2": [
        "not ok s3:ListBucket missing: s3:ListBucket ("s3://bills/report/" cannot be listed: access is denied.)
    Allow s3:ListBucket on arn:aws:s3:::bills to who asks; aws sts get-caller-identity shows who that is.",
        "not ok s3:GetObject not tried: no object of s3://bills/report/*.csv.gz is known",
      ],
      "staged DeleteObjects": [
        "not ok s3:DeleteObject missing: s3:DeleteObject ("s3://staged/parts/apportion-debug-x.csv" cannot be removed: access is denied.)
    Allow s3:DeleteObject on arn:aws:s3:::staged/parts/apportion-debug-x.csv to who asks; aws sts get-caller-identity shows who that is.",
      ],
      "staged GetObject": [
        "not ok s3:GetObject missing: s3:GetObject ("s3://staged/parts/apportion-debug-x.csv" cannot be read: access is denied.)
    Allow s3:GetObject on arn:aws:s3:::staged/parts/apportion-debug-x.csv to who asks (and kms:Decrypt on its key, if it is encrypted with one of yours); aws sts get-caller-identity shows who that is.",
      ],
      "staged ListObjectsV2": [
        "not ok s3:ListBucket missing: s3:ListBucket ("s3://staged/parts" cannot be listed: access is denied.)
    Allow s3:ListBucket on arn:aws:s3:::staged to who asks; aws sts get-caller-identity shows who that is.",
      ],
      "staged PutObject": [
        "not ok s3:PutObject missing: s3:PutObject ("s3://staged/parts/apportion-debug-x.csv" cannot be written: access is denied.)
    Allow s3:PutObject on arn:aws:s3:::staged/parts/apportion-debug-x.csv to who asks (and kms:GenerateDataKey and kms:Decrypt on its key, if it is encrypted with one of yours); aws sts get-caller-identity shows who that is.",
        "not ok s3:GetObject not tried: there is no object to read",
        "not ok copy not tried: there is no object to copy",
      ],
    }
  `);
});

describe('loading', () => {
  it('takes a role that COPY may take on', async () => {
    const other = usualLoading.replace('role/copy', 'role/other');
    expect(missing(await debug({ loading: other }))).toMatchInlineSnapshot(`
      [
        "not ok copy missing: User arn:aws:redshift:x is not authorized to assume IAM Role arn:aws:iam::123456789012:role/other
      arn:aws:iam::123456789012:role/other has to be attached to the namespace or cluster, to trust redshift.amazonaws.com, and to be allowed s3:GetObject and s3:ListBucket on the staging bucket: docs/redshift.md.",
      ]
    `);
  });

  it('takes a bucket and a role', async () => {
    expect(missing(await debug({ loading: '' }))).toMatchInlineSnapshot(`
      [
        "not ok staging missing: the setting "staging" of the target, or its environment variable
      Nothing can be loaded without a bucket that COPY reads: set it to s3://bucket/prefix.",
      ]
    `);
    expect(missing(await debug({ loading: 'staging: "s3://staged"' }))).toMatchInlineSnapshot(`
      [
        "not ok copy missing: the setting "iam_role" of the target
      Name the role that the warehouse takes on to read the staging bucket, or "default".",
      ]
    `);
    expect(missing(await debug({ loading: 'staging: "s3://nobody/parts"' }))).toMatchInlineSnapshot(`
      [
        "not ok s3:PutObject There is no bucket "nobody", of which "s3://nobody/parts/apportion-debug-x.csv" was to be written.
      Look at its spelling: aws s3 ls shows the buckets of the account that you are.",
        "not ok s3:PutObject in parts There is no bucket "nobody", of which "s3://nobody/parts/apportion-debug-x.parts" was to be written.
      Look at its spelling: aws s3 ls shows the buckets of the account that you are.",
        "not ok s3:ListBucket There is no bucket "nobody", of which "s3://nobody/parts" was to be listed.
      Look at its spelling: aws s3 ls shows the buckets of the account that you are.",
        "not ok s3:GetObject not tried: there is no object to read",
        "not ok copy missing: the setting "iam_role" of the target
      Name the role that the warehouse takes on to read the staging bucket, or "default".",
        "not ok s3:DeleteObject not tried: there is no object to remove",
      ]
    `);
  });
});

describe('who asks', () => {
  it('is told to sign in, if there is nobody', async () => {
    const nobody = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SHARED_CREDENTIALS_FILE: 'none',
      AWS_CONFIG_FILE: 'none',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const before = Object.keys(nobody).map((name) => [name, process.env[name]] as const);
    for (const [name, value] of Object.entries(nobody)) setEnvironment(name, value);
    const [line] = missing(await debug({}));
    for (const [name, value] of before) setEnvironment(name, value);
    expect(line).toMatchInlineSnapshot(`
      "not ok credentials missing: credentials (Could not load credentials from any providers)
      Nobody is signed in to AWS here: set AWS_PROFILE or the keys, or sign in again, as for the aws command."
    `);
  });

  it('becomes the role of the target, or is told why not', async () => {
    const role = `${usualLoading}\n    role_arn: "arn:aws:iam::123456789012:role/runner"`;
    const open = await startSts('AKIDOFROLE');
    cleanups.push(() => open.close());
    const ended = await debug({ loading: role });
    expect(missing(ended)).toEqual([]);
    expect(ended.out).toMatch(/ok +sts:AssumeRole +becomes arn:aws:iam::123456789012:role\/runner\n/);
    const closed = await startSts(undefined);
    const refused = missing(await debug({ loading: role }));
    await closed.close();
    expect(refused).toMatchInlineSnapshot(`
      [
        "not ok sts:AssumeRole missing: sts:AssumeRole on arn:aws:iam::123456789012:role/runner (User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/runner)
      Allow sts:AssumeRole on the role to the identity that apportion works as: it is needed to become the role of \`role_arn\` or \`source_role_arn\`. The policy is in docs/redshift.md. The role has to trust that identity, too.",
        "not ok redshift-data:ExecuteStatement not tried: it takes sts:AssumeRole",
        "not ok redshift-data:DescribeStatement not tried: it takes sts:AssumeRole",
        "not ok redshift-data:GetStatementResult not tried: it takes sts:AssumeRole",
        "not ok redshift-data:CancelStatement not tried: it takes sts:AssumeRole",
        "not ok redshift-data:ListStatements not tried: it takes sts:AssumeRole",
        "not ok redshift-data:BatchExecuteStatement not tried: it takes sts:AssumeRole",
        "not ok redshift-serverless:GetCredentials not tried: no statement was accepted",
        "not ok session not tried: it takes sts:AssumeRole",
        "not ok user not tried: it takes sts:AssumeRole",
        "not ok create schema not tried: it takes sts:AssumeRole",
        "not ok create table not tried: there is no schema to try it in",
        "not ok insert not tried: there is no schema to try it in",
        "not ok comment not tried: there is no schema to try it in",
        "not ok grant not tried: there is no schema to try it in",
        "not ok lock table not tried: there is no schema to try it in",
        "not ok create view not tried: there is no schema to try it in",
        "not ok swap tables not tried: there is no schema to try it in",
        "not ok create procedure not tried: there is no schema to try it in",
        "not ok call procedure not tried: there is no schema to try it in",
        "not ok schemas of layers not tried: it takes sts:AssumeRole",
        "not ok owner of tables not tried: it takes sts:AssumeRole",
        "not ok s3:PutObject not tried: it takes sts:AssumeRole",
        "not ok s3:PutObject in parts not tried: it takes sts:AssumeRole",
        "not ok s3:ListBucket not tried: it takes sts:AssumeRole",
        "not ok s3:GetObject not tried: there is no object to read",
        "not ok copy not tried: there is no schema to copy into",
        "not ok s3:DeleteObject not tried: there is no object to remove",
      ]
    `);
  });
});

function setEnvironment(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
