import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryProject } from '../orchestrator/commands/temporary-project.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { type DataApiStandIn, startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';
import { runBin } from './run-bin.ts';

withDummyCredentials();

// On Windows a process cannot be sent Ctrl-C by another one.
const canSignal = process.platform !== 'win32';

let store: PostgresStore;
let dataApi: DataApiStandIn;
let root: string;
/** Whether the model in the middle goes on for ever. */
let isEndless = false;

beforeAll(async () => {
  store = await openPostgresStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.empty();
  isEndless = false;
  const plan = { isEndless: (sql: string) => isEndless && sql.includes('large_areas__b_') };
  dataApi = await startDataApi(store, plan, { longestKeepAlive: 2 });
  root = await temporaryProject({
    'models/rollups/areas_of_runs.sql': `/*
description: The areas of each run.
grain: [run_id, area]
materialized: history
*/
select {{run_id}} as run_id, area from {{ref "large_areas"}}
`,
    'project.yml': `name: tiny
layers: [staging, rollups]
vars: {least: 2}
targets:
  warehouse: {type: redshift, workgroup: w, database: d, region: eu-west-1, endpoint: "${dataApi.endpoint}"}
default_target: warehouse
`,
  });
});
afterEach(async () => {
  await dataApi.close();
  await rm(root, { recursive: true, force: true });
});

const isBuilding = () =>
  dataApi
    .statements()
    .some(({ sqls, status }) => status === 'STARTED' && /large_areas__b_/.test(sqls[0] ?? ''));
const until = async (isSo: () => boolean): Promise<void> => {
  for (let time = 0; time < 2000 && !isSo(); time++) await new Promise((go) => setTimeout(go, 10));
  expect(isSo()).toBe(true);
};
const hidden = async () =>
  (
    await store.run(
      `select relname from pg_class where position('__b_' in relname) > 0 and relkind in ('r', 'v')`,
    )
  )?.rows;
const history = async () =>
  (await store.run('select run_id, count(*) from rollups.areas_of_runs group by run_id order by run_id'))
    ?.rows;
const holder = async () => (await store.run('select run_id from raw.raw_apportion__run_lock'))?.rows[0]?.[0];

describe.runIf(canSignal)('two runs in one Redshift', () => {
  it('lets the first one work, and the second one say who works since when, with 2', async () => {
    isEndless = true;
    let end = (): void => {};
    const first = runBin(root, ['run'], (child) => {
      end = () => child.kill('SIGINT');
    });
    await until(isBuilding);
    const second = await runBin(root, ['run']);
    expect(second.code).toBe(2);
    expect(second.err).toMatch(
      /already-running\n {2}Target "warehouse" is in use by process \d+ on \S+ \("apportion run", run r\d{8}t\d{6}_[0-9a-f]{4}\) since 20\S+Z, last heard of \d+ seconds? ago; one run at a time can write to it\./,
    );
    expect(second.err).toContain('"apportion clean --warehouse --release r20');
    // Who only reads is not in its way.
    expect((await runBin(root, ['plan'])).code).toBe(0);
    expect((await runBin(root, ['clean', '--warehouse'])).code).toBe(2);
    end();
    expect((await first).code).toBe(130);
    expect(await holder()).toBe('');
    expect(await hidden()).toEqual([]);
    isEndless = false;
    expect(await runBin(root, ['run', '--quiet'])).toMatchObject({ code: 0 });
  }, 60_000);

  it('takes the lock from a run that is named as dead, cleans up after it, and no harm is done if it was not', async () => {
    isEndless = true;
    const alive = runBin(root, ['run']);
    await until(isBuilding);
    const cleaned = await runBin(root, ['clean', '--warehouse', '--release', String(await holder())]);
    expect(cleaned.err).toContain('lock-taken-over');
    expect(cleaned.out).toMatch(/Dropped \d relations? that dead runs had left\./);
    expect(cleaned.code).toBe(0);
    expect(await hidden()).toEqual([]);
    const { code, err } = await alive;
    expect(err).toContain('("apportion clean", process');
    expect(code).toBe(1);
  }, 60_000);

  it('takes over from one that was killed, at once on the same machine, and ends what that one left there', async () => {
    isEndless = true;
    let killed = '';
    await runBin(root, ['run'], (child) => {
      void until(isBuilding).then(() => child.kill('SIGKILL'));
      child.stderr?.on('data', (text: string) => {
        killed += text;
      });
    });
    const dead = /r\d{8}t\d{6}_[0-9a-f]{4}/.exec(killed)?.[0] ?? '';
    expect(await holder()).toBe(dead);
    const orphan = dataApi.statements().find(({ status }) => status === 'STARTED');
    expect(orphan?.detail.name).toMatch(new RegExp(`^apportion:${dead}:large_areas:`));
    isEndless = false;
    const { code, err } = await runBin(root, ['run']);
    expect(err).toContain('lock-taken-over');
    expect(err).toMatch(
      new RegExp(
        `Run ${dead} \\("apportion run", process \\d+ on .*did not give back the lock of target "warehouse"`,
      ),
    );
    expect(err).toContain('Cancelled in flight: 1 of its statements.');
    expect(code).toBe(0);
    expect(orphan?.status).toBe('ABORTED');
    expect(await hidden()).toEqual([]);
    expect(await history()).toHaveLength(1);
    expect(await holder()).toBe('');
  }, 60_000);

  it('stops, publishes nothing and says so when it was paused until another run took the lock', async () => {
    isEndless = true;
    let pid = 0;
    const paused = runBin(root, ['run'], (child) => {
      pid = child.pid ?? 0;
    });
    await until(isBuilding);
    process.kill(pid, 'SIGSTOP');
    await store.run(`update raw.raw_apportion__run_lock set heard_at = heard_at - interval '6 minutes'`);
    isEndless = false;
    const other = await runBin(root, ['run']);
    expect(other.err).toContain('lock-taken-over');
    expect(other.code).toBe(0);
    const published = await history();
    process.kill(pid, 'SIGCONT');
    const { code, err } = await paused;
    expect(code).toBe(1);
    expect(err).toContain('Nothing was published: readers see what they saw before.');
    expect(err).toMatch(
      /lock-lost\n {2}The run no longer has target "warehouse" for itself, so it has stopped\. Another run has taken the lock of this one: (one that has ended by now|run r\S+) \("apportion run", process/,
    );
    expect(await history()).toEqual(published);
    expect(await hidden()).toEqual([]);
  }, 60_000);

  it('is as it was or as it should be whenever it is killed, and the next run goes on at once', async () => {
    const begin = performance.now();
    expect((await runBin(root, ['run'])).code).toBe(0);
    const duration = performance.now() - begin;
    let runs = (await history()) ?? [];
    const moments = 8;
    for (let moment = 1; moment <= moments; moment++) {
      await runBin(root, ['run'], (child) => {
        setTimeout(() => child.kill('SIGKILL'), duration * (0.2 + (0.8 * moment) / moments));
      });
      const next = await runBin(root, ['run']);
      expect(next.code, next.err).toBe(0);
      const after = (await history()) ?? [];
      const context = `killed at ${moment} of ${moments}`;
      expect(after.slice(0, runs.length), context).toEqual(runs);
      // The next one, and the killed one if it came so far.
      expect([1, 2], context).toContain(after.length - runs.length);
      expect(new Set(after.map(([, count]) => count)), context).toEqual(new Set(['2']));
      expect(await hidden(), context).toEqual([]);
      expect(await holder(), context).toBe('');
      runs = after;
    }
  }, 120_000);
});

it('keeps the ids of Redshift’s own history with each node’s result', async () => {
  const { out, code } = await runBin(root, ['run', '--json']);
  expect(code).toBe(0);
  const finished = out
    .split('\n')
    .filter((line) => line.includes('"node-finished"'))
    .map((line) => JSON.parse(line).result);
  const models = finished.filter(({ nodeKind }) => nodeKind !== 'test');
  for (const { queryIds } of models) expect(queryIds?.[0]).toMatch(/^\d+$/);
  const ofModels = models.flatMap(({ queryIds }) => queryIds);
  expect(new Set(ofModels).size).toBe(ofModels.length);
  // dbt's file has them as well, the last one as its `query_id`.
  const { results } = JSON.parse(await readFile(path.join(root, 'target/run_results.json'), 'utf8'));
  const described = results.filter(
    ({ adapter_response: response }: Described) => response.query_id !== undefined,
  );
  expect(described.length).toBeGreaterThanOrEqual(models.length);
  for (const { adapter_response: response } of described)
    expect(response.query_id).toBe(response.query_ids.at(-1));
});

interface Described {
  readonly adapter_response: { readonly query_id?: string };
}
