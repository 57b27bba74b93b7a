import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openMemoryStore } from './memory-store.ts';
import { type DataApiStandIn, startDataApi } from './start-data-api.ts';

let dataApi: DataApiStandIn;
let client: RedshiftDataClient;
const at = { WorkgroupName: 'w', Database: 'd' };

beforeEach(async () => {
  const plan = { isEndless: (sql: string) => sql.includes('endless') };
  dataApi = await startDataApi(openMemoryStore(), plan, { activeStatements: 3 });
  client = new RedshiftDataClient({
    endpoint: dataApi.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await dataApi.close();
});

const execute = (Sql: string, more: object = {}) =>
  client.send(new ExecuteStatementCommand({ ...at, Sql, ...more }));
const describe = (Id: string | undefined, more: object = {}) =>
  client.send(new DescribeStatementCommand({ Id, ...more }));

it('takes a statement through its life, and gives its result when it has ended', async () => {
  const { Id, Status } = await execute('select 1 as one');
  expect(Status).toBeUndefined();
  expect(await describe(Id, { WaitTimeSeconds: 5 })).toMatchObject({
    Status: 'FINISHED',
    HasResultSet: true,
  });
  expect(dataApi.statements()[0]?.history).toEqual(['SUBMITTED', 'PICKED', 'STARTED', 'FINISHED']);
  const { Records, ColumnMetadata } = await client.send(new GetStatementResultCommand({ Id }));
  expect(Records).toEqual([[{ longValue: 1 }]]);
  expect(ColumnMetadata).toMatchObject([{ name: 'one', typeName: 'int4' }]);
});

it('tells what is wrong with a statement when it is described, and has no result for it', async () => {
  const { Id } = await execute('select nothing from nowhere', { WaitTimeSeconds: 5 });
  expect(await describe(Id)).toMatchObject({
    Status: 'FAILED',
    Error: 'ERROR: relation "nowhere" does not exist',
  });
  await expect(client.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(describe('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('takes two requests with one token for one statement', async () => {
  const [first, second] = [
    await execute('select 1', { ClientToken: 'a' }),
    await execute('select 1', { ClientToken: 'a' }),
  ];
  expect(second.Id).toBe(first.Id);
  await expect(execute('select 2', { ClientToken: 'a' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  expect((await execute('select 1', { ClientToken: 'b' })).Id).not.toBe(first.Id);
});

it('runs a batch as one transaction, with the end of each statement', async () => {
  await execute('create table t (a integer)', { WaitTimeSeconds: 5 });
  const Sqls = ['insert into t values (1)', 'select nothing from t', 'insert into t values (2)'];
  const { Id } = await client.send(new BatchExecuteStatementCommand({ ...at, Sqls, WaitTimeSeconds: 5 }));
  const described = await describe(Id);
  expect(described).toMatchObject({
    Status: 'FAILED',
    Error: expect.stringMatching(/^Query #2 failed with ERROR: /),
  });
  expect(described.SubStatements?.map(({ Status }) => Status)).toEqual(['FINISHED', 'FAILED', 'ABORTED']);
  const { Id: count } = await execute('select count(*) as c from t', { WaitTimeSeconds: 5 });
  expect((await client.send(new GetStatementResultCommand({ Id: count }))).Records).toEqual([
    [{ longValue: 0 }],
  ]);
});

it('runs one statement at a time in a session, in which what was set stays', async () => {
  const { SessionId } = await execute("set query_group to 'x'", {
    SessionKeepAliveSeconds: 60,
    WaitTimeSeconds: 5,
  });
  const inSession = (Sql: string) =>
    client.send(new ExecuteStatementCommand({ SessionId, Sql, WaitTimeSeconds: 1 }));
  const { Id } = await inSession('show query_group');
  expect((await client.send(new GetStatementResultCommand({ Id }))).Records).toEqual([
    [{ stringValue: 'x' }],
  ]);
  await inSession('select 1 as endless');
  await expect(inSession('select 1')).rejects.toThrow('Session is busy');
  await expect(execute('select 1', { SessionId })).rejects.toThrow(
    'SessionId cannot be used with connection parameters',
  );
  await expect(
    client.send(new ExecuteStatementCommand({ SessionId: 'none', Sql: 'select 1' })),
  ).rejects.toThrow('Session with Id: none is invalid');
});

it('ends a statement that is cancelled, and refuses to cancel one that has ended', async () => {
  const { Id } = await execute('select 1 as endless');
  await client.send(new CancelStatementCommand({ Id }));
  expect(await describe(Id, { WaitTimeSeconds: 5 })).toMatchObject({ Status: 'ABORTED' });
  await expect(client.send(new CancelStatementCommand({ Id }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

it('lists statements by the beginning of their name, those that have finished unless told otherwise', async () => {
  await execute('select 1 as endless', { StatementName: 'a:1' });
  await execute('select 1', { StatementName: 'a:2', WaitTimeSeconds: 5 });
  await execute('select 1', { StatementName: 'b:1' });
  const list = async (Status?: 'ALL') =>
    (await client.send(new ListStatementsCommand({ StatementName: 'a:', Status }))).Statements?.map(
      ({ StatementName }) => StatementName,
    );
  expect(await list()).toEqual(['a:2']);
  expect(await list('ALL')).toEqual(['a:1', 'a:2']);
});

it('has limits', async () => {
  await expect(execute(`select '${'x'.repeat(100_000)}'`)).rejects.toThrow('maximum length of 100 KB');
  const Sqls = Array.from({ length: 41 }, () => 'select 1');
  await expect(client.send(new BatchExecuteStatementCommand({ ...at, Sqls }))).rejects.toThrow('1 to 40');
  await expect(client.send(new ExecuteStatementCommand({ Sql: 'select 1', Database: 'd' }))).rejects.toThrow(
    'Either WorkgroupName or ClusterIdentifier',
  );
  for (let active = 0; active < 3; active++) await execute('select 1 as endless');
  await expect(execute('select 1')).rejects.toMatchObject({ name: 'ActiveStatementsExceededException' });
});
