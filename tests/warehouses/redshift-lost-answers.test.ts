import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { newRunId } from '../../orchestrator/run/run-id.ts';
import type { FinishedRun } from '../../orchestrator/run/run-project.ts';
import type { DataApiPlan, PlannedRequest, RequestFault } from '../stand-ins/data-api/plan.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { type DataApiStandIn, startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';
import { openRedshiftOn } from '../support/open-redshift-on.ts';
import { model, openSmallProject, type SmallProject } from '../support/small-project.ts';

withDummyCredentials();

let store: PostgresStore;
let dataApi: DataApiStandIn;
let project: SmallProject;
let onRequest: DataApiPlan['onRequest'];

beforeAll(async () => {
  store = await openPostgresStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.empty();
  onRequest = undefined;
  dataApi = await startDataApi(
    store,
    { onRequest: (request) => onRequest?.(request) },
    { longestKeepAlive: 1 },
  );
  project = await openSmallProject({
    'models/staging/stg_numbers.sql': model('select 1 as n union all select 2'),
    'models/rollups/numbers.sql': model('select n from {{ref "stg_numbers"}}'),
    'models/rollups/numbers_of_runs.sql': model('select {{run_id}} as run_id, n from {{ref "numbers"}}', {
      materialized: 'history',
    }),
  });
});
afterEach(async () => {
  onRequest = undefined;
  await project.close();
  await dataApi.close();
});

/** A run of the project, as a command makes it. */
async function run(release?: string): Promise<FinishedRun> {
  const runId = newRunId(new Date());
  const timing = { heartbeat: 600, expiry: 300, patience: 0.2 };
  const warehouse = await openRedshiftOn(dataApi, {}, { lock: { run: runId, timing, release } });
  try {
    return await project.run({ warehouse, runId });
  } finally {
    await warehouse.close();
  }
}

const isPublication = ({ body }: PlannedRequest): boolean =>
  String(body.StatementName).includes(':(publish):');
const history = async () =>
  (await store.run('select run_id, count(*) from rollups.numbers_of_runs group by run_id order by run_id'))
    ?.rows;
const hidden = async () =>
  (
    await store.run(
      `select relname from pg_class where position('__b_' in relname) > 0 and relkind in ('r', 'v')`,
    )
  )?.rows;

it.each([
  ['reset-after', 'published', 2],
  ['server-error-after', 'published', 2],
  ['reset', 'failed', 1],
  ['server-error', 'failed', 1],
] as const)(
  'finds out what became of a publication whose every answer was lost by %s: %s',
  async (fault: RequestFault, outcome, runs) => {
    await run();
    onRequest = (request) => (isPublication(request) ? fault : undefined);
    expect((await run()).outcome).toBe(outcome);
    expect(await history()).toHaveLength(runs);
    expect(await hidden()).toEqual([]);
    onRequest = undefined;
    expect((await run()).outcome).toBe('published');
    expect(await history()).toHaveLength(runs + 1);
  },
);

it.each([
  ['reset-after', 1],
  ['reset', 0],
] as const)(
  'says that it is not known when the warehouse falls silent with the publication, by %s, and the next run goes on from what there is',
  async (fault: RequestFault, published) => {
    let isSilent = false;
    onRequest = (request) => {
      isSilent ||= isPublication(request);
      return isSilent ? fault : undefined;
    };
    const silent = await run();
    expect(silent.outcome).toBe('unknown');
    expect(silent.diagnostics.map(({ code }) => code)).toEqual(['publication-unknown']);
    onRequest = undefined;
    const next = await run(silent.runId);
    expect(next.outcome).toBe('published');
    expect(await history()).toEqual(
      [...(published === 1 ? [silent.runId] : []), next.runId].map((id) => [id, '2']),
    );
    expect(await hidden()).toEqual([]);
  },
);
