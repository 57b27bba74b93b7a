'use strict';

// `npm test`: everything that CI checks. `npm test -- tests/orchestrator/load` gives the rest of the line to vitest.
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { root, setUp } = require('./setup.cjs');

setUp();

const steps = [
  { name: 'types', script: 'typescript/bin/tsc', arguments: [] },
  {
    name: 'format and lint',
    script: '@biomejs/biome/bin/biome',
    arguments: ['check', '--error-on-warnings'],
  },
  { name: 'unused code', script: 'knip/bin/knip.js', arguments: ['--no-progress'] },
  { name: 'tests', script: 'vitest/vitest.mjs', arguments: ['run', ...process.argv.slice(2)] },
];

const failed = [];
for (const step of steps) {
  const startedAt = Date.now();
  console.log(`\n> ${step.name}`);
  const script = path.join(root, 'node_modules', step.script);
  const { status } = spawnSync(process.execPath, [script, ...step.arguments], {
    cwd: root,
    stdio: 'inherit',
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  if (status !== 0) failed.push(step.name);
  // The last step has the last word: what reads the output looks for vitest's own summary there.
  if (step !== steps.at(-1)) console.log(`${status === 0 ? 'ok' : 'NOT OK'}: ${step.name}, ${seconds} s`);
}
if (failed.length > 0) {
  console.error(`Not ok: ${failed.join(', ')}`);
  process.exitCode = 1;
}
