import { expect, it } from 'vitest';
import { nodeName, parseStatementMonth } from '../../../../orchestrator/base/names.ts';
import { commandAgain } from '../../../../orchestrator/run/nodes/command-again.ts';
import { openSmallProject } from '../../../support/small-project.ts';

it('makes a test again as this run made it, and publishes nothing', async () => {
  const project = await openSmallProject();
  const options = {
    graph: await project.graph(),
    warehouse: project.warehouse,
    steps: { load: true, seeds: true, models: true, tests: true, publish: true },
    effects: {
      now: () => new Date(),
      environment: {},
      workingFolder: project.root,
      interrupted: new AbortController().signal,
    },
  };
  await project.close();
  const months = ['2017-01', '2017-02'].flatMap((text) => parseStatementMonth(text) ?? []);
  const givenVars = ['product_area_tag=team', 'idle=it\'s "kept"'];
  const test = nodeName('adds_up');
  expect(commandAgain({ ...options, command: 'build', target: 'local' }, undefined, test)).toBe(
    'npx apportion run --no-publish --select +adds_up',
  );
  expect(commandAgain({ ...options, command: 'build', target: 'demo', givenVars }, months, test)).toBe(
    `npx apportion run --no-publish --select +adds_up --target demo --month 2017-01 2017-02 --vars product_area_tag=team 'idle=it'\\''s "kept"'`,
  );
  expect(commandAgain({ ...options, command: 'test', target: 'local' }, months.slice(1), test)).toBe(
    'npx apportion test --select adds_up --month 2017-02',
  );
});
