import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dialectOf, openWarehouse } from '../../../orchestrator/warehouses/open-warehouse.ts';
import { WarehouseError } from '../../../orchestrator/warehouses/warehouse.ts';
import { openMemoryStore } from '../../stand-ins/data-api/memory-store.ts';
import { startDataApi } from '../../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../../support/dummy-credentials.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-open-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('opens a DuckDB target', async () => {
  const opened = await openWarehouse({ name: 'local', target: { type: 'duckdb', path: ':memory:' } });
  if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
  expect((await opened.value.query('select 1 as x')).rows).toEqual([['1']]);
  await opened.value.close();
});

it('leaves memory to others unless the target says how much it may have', async () => {
  const mebibytes = async (memory: { memory?: string }) => {
    const opened = await openWarehouse({
      name: 'local',
      target: { type: 'duckdb', path: ':memory:', ...memory },
    });
    if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
    const { rows } = await opened.value.query("select current_setting('memory_limit')");
    await opened.value.close();
    const [, size, unit] = /^([\d.]+) (MiB|GiB)$/.exec(rows[0]?.[0] ?? '') ?? [];
    return Number(size) * (unit === 'GiB' ? 1024 : 1);
  };
  expect(await mebibytes({})).toBeLessThanOrEqual(Math.min(4 * 1024, totalmem() / 2 ** 21));
  expect(await mebibytes({ memory: '1GiB' })).toBe(1024);
});

it('has the dialect of each kind of target', () => {
  expect(dialectOf('redshift').name).toBe('redshift');
  expect(dialectOf('duckdb').name).toBe('duckdb');
});

describe('a Redshift target', () => {
  withDummyCredentials();

  it('opens, with the command for the warehouse to show', async () => {
    const dataApi = await startDataApi(openMemoryStore());
    const settings = {
      workgroup: 'w',
      database: 'd',
      region: 'eu-west-1',
      endpoint: dataApi.endpoint,
      concurrency: '1',
    };
    const opened = await openWarehouse({
      name: 'prod',
      target: { type: 'redshift', settings },
      holder: { command: 'apportion show' },
    });
    if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
    expect((await opened.value.query('show query_group')).rows).toEqual([['apportion show']]);
    await opened.value.close();
    await dataApi.close();
  });

  it('says what its settings lack', async () => {
    const opened = await openWarehouse({ name: 'prod', target: { type: 'redshift', settings: {} } });
    expect(opened.diagnostics.map(({ code }) => code)).toEqual(['bad-target', 'bad-target']);
  });

  it('says why it cannot be opened, and which permission is missing', async () => {
    const dataApi = await startDataApi(openMemoryStore(), { onRequest: () => 'denied' });
    const settings = { workgroup: 'w', database: 'd', region: 'eu-west-1', endpoint: dataApi.endpoint };
    const opened = await openWarehouse({ name: 'prod', target: { type: 'redshift', settings } });
    await dataApi.close();
    expect(opened.diagnostics).toEqual([
      {
        severity: 'error',
        code: 'warehouse-refused',
        message:
          'Target "prod" cannot be opened: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/apportion/task is not authorized to perform: redshift-data:BatchExecuteStatement because no identity-based policy allows the redshift-data:BatchExecuteStatement action',
        hint: 'The permission that it names is missing; all that are needed are listed in docs/redshift.md.',
      },
    ]);
  });
});

it('names who has the target open', async () => {
  const target = { type: 'duckdb', path: path.join(folder, 'bill.duckdb') } as const;
  const holder = { pid: 4711, since: '2017-03-01T00:00:00Z', command: 'apportion build' };
  const first = await openWarehouse({ name: 'local', target, holder });
  const second = await openWarehouse({ name: 'local', target });
  expect(second.diagnostics).toMatchObject([
    {
      code: 'already-running',
      message: expect.stringContaining(
        'Target "local" is in use by process 4711 ("apportion build") since 2017-03-01T00:00:00Z',
      ),
    },
  ]);
  if (first.ok) await first.value.close();
});

it.each(['abc', '4', '80%', '-1', 'none', '4,5GB', '4G', '0GB', '999KB', '99999999TB', '${X}'])(
  'says what is wrong with the memory %j',
  async (memory) => {
    const opened = await openWarehouse({
      name: 'local',
      target: { type: 'duckdb', path: path.join(folder, 'bill.duckdb'), memory },
    });
    expect(opened.diagnostics).toMatchObject([
      {
        code: 'bad-target',
        message: 'Target "local" is expected to have a number and a unit as its "memory", from 1MB up.',
        place: { file: 'project.yml' },
      },
    ]);
  },
);

it.each(['100MB', '0.5 GiB', '1tb', '90000kib'])('opens a database with the memory %j', async (memory) => {
  const opened = await openWarehouse({
    name: 'local',
    target: { type: 'duckdb', path: path.join(folder, 'bill.duckdb'), memory },
  });
  expect(opened.diagnostics).toEqual([]);
  if (opened.ok) await opened.value.close();
});

it.runIf(process.platform === 'linux')('waits for no device or pipe', async () => {
  const opened = await openWarehouse({ name: 'local', target: { type: 'duckdb', path: '/dev/zero' } });
  expect(opened.diagnostics).toMatchObject([
    {
      message: expect.stringContaining('neither a file nor a folder'),
      hint: expect.stringContaining('"path"'),
    },
  ]);
});

it.each([
  ['bill.duckdb', 'a,b\n'.repeat(5000)],
  ['bill.csv', 'a,b\n1,2\n'],
])('says why a file cannot be opened: %s', async (name, text) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const opened = await openWarehouse({ name: 'local', target: { type: 'duckdb', path: file } });
  expect(opened.diagnostics).toMatchObject([
    { code: 'unreadable-file', message: expect.stringContaining('not a valid DuckDB database') },
  ]);
});

it('says so before anything is written where DuckDB could not write its log', async () => {
  const file = path.join(folder, 'bills?', 'bill.duckdb');
  const opened = await openWarehouse({ name: 'local', target: { type: 'duckdb', path: file } });
  if (opened.ok) await opened.value.close();
  expect(opened.diagnostics).toMatchObject([
    { code: 'unreadable-file', hint: 'Give that folder another name, or the target another "path".' },
  ]);
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

it('takes nothing away beside a database but what DuckDB spilled there', async () => {
  const file = path.join(folder, 'bill.duckdb');
  const open = async () => {
    const opened = await openWarehouse({ name: 'local', target: { type: 'duckdb', path: file } });
    expect(opened.diagnostics).toEqual([]);
    if (opened.ok) await opened.value.close();
  };
  mkdirSync(`${file}.tmp`);
  writeFileSync(`${file}.tmp/duckdb_temp_storage_DEFAULT-0.tmp`, 'spilled');
  writeFileSync(`${file}.tmp/thesis.txt`, 'mine');
  await open();
  expect(readdirSync(`${file}.tmp`)).toEqual(['thesis.txt']);
  rmSync(`${file}.tmp`, { recursive: true });
  writeFileSync(`${file}.tmp`, 'a copy of mine');
  await open();
  expect(readFileSync(`${file}.tmp`, 'utf8')).toBe('a copy of mine');
});

it('gives a file and its folder free again when it could not be opened to the end', async () => {
  const target = { type: 'duckdb', path: path.join(folder, 'bill.duckdb') } as const;
  const holder = { pid: 4711 };
  mkdirSync(`${target.path}.lock.json`);
  const refused = await openWarehouse({ name: 'local', target, holder });
  expect(refused.diagnostics).toMatchObject([{ code: 'unreadable-file' }]);
  rmSync(`${target.path}.lock.json`, { recursive: true });
  const opened = await openWarehouse({ name: 'local', target, holder });
  expect(opened.diagnostics).toEqual([]);
  if (opened.ok) await opened.value.close();
});

it('refuses as a warehouse does, not as a bug, what it cannot write down when it commits', async () => {
  const file = path.join(folder, 'bill.duckdb');
  const opened = await openWarehouse({ name: 'local', target: { type: 'duckdb', path: file } });
  if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
  // A folder stands where the log of what was committed has to go.
  mkdirSync(`${file}.wal`);
  const committed = opened.value.transaction(['create table t as select 1 as x']);
  await expect(committed).rejects.toBeInstanceOf(WarehouseError);
  await opened.value.close();
});
