import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { birthOf, isGone, thisMachine } from '../../../orchestrator/base/machine.ts';

it('tells a process that is there from one that is not', () => {
  expect(isGone(process.pid)).toBe(false);
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(isGone(pid)).toBe(true);
});

it('takes nothing for gone that is no number of a process', () => {
  for (const pid of [0, -1, 1.5, Number.NaN]) expect(isGone(pid)).toBe(false);
});

it('is the same each time it is asked', () => {
  expect(thisMachine()).toBe(thisMachine());
  expect(thisMachine()).toMatch(/^[0-9a-f]{32}$/);
});

it.runIf(process.platform === 'linux')('knows a process by its birth, too', () => {
  expect(birthOf(process.pid)).toMatch(/^\d+$/);
  expect(birthOf(process.pid)).toBe(birthOf(process.pid));
  expect(birthOf(1)).not.toBe(birthOf(process.pid));
});
