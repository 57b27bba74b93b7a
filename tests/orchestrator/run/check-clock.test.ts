import { afterEach, beforeEach, expect, it } from 'vitest';
import { runId } from '../../../orchestrator/base/names.ts';
import { runSteps } from '../../../orchestrator/run/run-options.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

const published = 'r20170308t040506_1a2b';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({
    'models/rollups/runs.sql': model('select {{run_id}} as run_id', { materialized: 'history' }),
  });
  expect((await project.run({ runId: runId(published) })).outcome).toBe('published');
});
afterEach(() => project.close());

it('lets no run publish that began before the newest that is published, and names both times', async () => {
  const result = await project.run({ runId: runId('r20170308t040505_ffff') });
  expect(result.outcome).toBe('failed');
  expect(result.nodes).toEqual([]);
  expect(result.diagnostics).toMatchObject([
    {
      severity: 'error',
      code: 'clock-behind',
      message: `By the clock of this machine it is 2017-03-08 04:05:05 UTC, and run ${published}, which is published, began at 2017-03-08 04:05:06 UTC: readers would take that one for the newer.`,
      hint: expect.stringContaining('Set the clock right'),
    },
  ]);
  expect(await project.rows('select run_id from rollups.runs')).toEqual([[published]]);
});

it('does not compare what is random in their names', async () => {
  expect((await project.run({ runId: runId('r20170308t040506_0000') })).outcome).toBe('published');
});

it('lets a run go on that publishes nothing', async () => {
  const steps = { ...runSteps.run, publish: false };
  expect((await project.run({ runId: runId('r20160101t000000_0000'), steps })).outcome).toBe('done');
});
