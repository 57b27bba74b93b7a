import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import { buildGraph } from '../../orchestrator/graph/build-graph.ts';
import { readProject } from '../../orchestrator/project/read-project.ts';
import { newRunId } from '../../orchestrator/run/run-id.ts';
import { runSteps } from '../../orchestrator/run/run-options.ts';
import { runProject } from '../../orchestrator/run/run-project.ts';
import type { RunResult } from '../../orchestrator/run/run-result.ts';
import { WarehouseError } from '../../orchestrator/warehouses/warehouse.ts';
import type { DataApiPlan } from '../stand-ins/data-api/plan.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { randomPlan } from '../stand-ins/data-api/random-plan.ts';
import { startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { randomFaults } from '../stand-ins/s3/plan.ts';
import { startS3 } from '../stand-ins/s3/start-s3.ts';
import {
  expectSettled,
  expectWholeHistory,
  writeBill,
  writeBilledProject,
} from '../support/billed-project.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';
import { openRedshiftOn } from '../support/open-redshift-on.ts';

withDummyCredentials();

/** How many sequences of failures are tried. */
const seeds = Number(process.env.APPORTION_TEST_SEEDS ?? 12);

const staging = 's3://staging/here';
const iamRole = 'arn:aws:iam::123456789012:role/copy';

let store: PostgresStore;
let folder: string;

beforeAll(async () => {
  store = await openPostgresStore();
  folder = await mkdtemp(path.join(tmpdir(), 'apportion-faults-'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Loads and builds a version of the bill. What opens no warehouse is a run that has failed. */
async function build(
  version: number,
  endpoints: { readonly dataApi: string; readonly s3: string },
  release?: string,
): Promise<{ readonly outcome: RunResult['outcome']; readonly runId: string }> {
  const root = path.join(folder, 'project');
  await rm(root, { recursive: true, force: true });
  await writeBilledProject(root, { endpoint: endpoints.dataApi, staging, iamRole });
  const bill = await writeBill(path.join(root, 'bill'), version);
  const project = await readProject(root);
  if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
  const graph = buildGraph(project.value);
  if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
  const runId = newRunId(new Date());
  process.env.AWS_ENDPOINT_URL_S3 = endpoints.s3;
  try {
    const timing = { heartbeat: 30, expiry: 300, patience: 3 };
    const lock = { run: runId, timing, ...(release !== undefined && { release }) };
    const warehouse = await openRedshiftOn(
      { endpoint: endpoints.dataApi },
      { staging, iam_role: iamRole, concurrency: '3' },
      { command: 'apportion build', lock },
    );
    try {
      const { outcome } = await runProject(
        {
          graph: graph.value,
          warehouse,
          target: 'warehouse',
          command: 'build',
          runId,
          steps: runSteps.build,
          sources: { bill },
          effects: {
            now: () => new Date(),
            environment: {},
            workingFolder: root,
            interrupted: new AbortController().signal,
          },
        },
        () => {},
      );
      return { outcome, runId };
    } finally {
      await warehouse.close();
    }
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    return { outcome: 'failed', runId };
  } finally {
    delete process.env.AWS_ENDPOINT_URL_S3;
  }
}

/** A run of the project takes about so many requests. */
const longestRun = 110;

/** From some request on everything is denied, for good: the credentials have expired. */
function endingAfter(requests: number, plan: DataApiPlan): DataApiPlan {
  return {
    ...plan,
    onRequest: (request) => (request.number >= requests ? 'denied' : plan.onRequest?.(request)),
  };
}

it(`publishes rightly or not at all, and never twice, whatever fails (${seeds} sequences of failures)`, async () => {
  const outcomes = new Map<string, number>();
  for (let seed = 1; seed <= seeds; seed++) {
    await store.empty();
    const s3 = await startS3({ buckets: ['staging'] });
    const lastsFor = seed % 4 === 0 ? 1 + ((seed * 7) % longestRun) : Number.POSITIVE_INFINITY;
    const dataApi = await startDataApi(
      store,
      endingAfter(lastsFor, randomPlan(seed)),
      { longestKeepAlive: 1 },
      { s3 },
    );
    s3.plan = randomFaults(seed, 0.05);
    let first: Awaited<ReturnType<typeof build>>;
    try {
      first = await build(1, { dataApi: dataApi.endpoint, s3: s3.endpoint });
    } finally {
      await dataApi.close();
    }
    const published = await expectWholeHistory(store, [1]);
    const context = `seed ${seed}: ${first.outcome}`;
    if (first.outcome === 'published') expect([...published], context).toEqual([[first.runId, 1]]);
    else if (first.outcome !== 'unknown') expect([...published], context).toEqual([]);
    expect(published.size, context).toBeLessThanOrEqual(1);
    outcomes.set(first.outcome, (outcomes.get(first.outcome) ?? 0) + 1);

    // The next run, with nothing in its way, finds what it should.
    s3.plan = {};
    const calm = await startDataApi(store, {}, { longestKeepAlive: 1 }, { s3 });
    try {
      const second = await build(2, { dataApi: calm.endpoint, s3: s3.endpoint }, first.runId);
      expect(second.outcome, context).toBe('published');
      const history = await expectWholeHistory(store, [1, 2]);
      expect([...history], context).toEqual([...published, [second.runId, 2]]);
      await expectSettled(store, 2);
    } finally {
      await calm.close();
      await s3.close();
    }
  }
  expect((outcomes.get('published') ?? 0) / seeds).toBeGreaterThan(0.7);
}, 1_200_000);
