'use strict';

// `npm start`: a made-up company's two months, and what each of its product areas cost. Figures: docs/sample.md.
const { spawn } = require('node:child_process');
const path = require('node:path');
const { root } = require('./setup.cjs');

const lines = process.env.APPORTION_DEMO_LINES ?? '200000';
const sources = ['bill', 'ecs-events', 'ebs-events', 'resource-snapshots'].flatMap((folder) => [
  '--source',
  `${folder.replaceAll('-', '_')}=sample/${folder}`,
]);

const next = `
Next: look around in it, and then at your own bill (README.md, "Your own bill, in ten minutes").

  npx apportion show costs_by_product_area --target demo
  npx apportion show unallocated_costs --target demo
  npx apportion report --target demo
  npx apportion debug --source bill=./my-bill.csv.zip
`;

// Ctrl-C reaches the command by itself, SIGTERM has to be handed on; it tidies up, and its exit code is ours.
let command;
process.on('SIGINT', () => {});
process.on('SIGTERM', () => command?.kill('SIGTERM'));

(async () => {
  const sampled = await apportion(['sample', '--lines', lines, '--out', 'sample', '--seed', '1']);
  process.exitCode =
    sampled || (await apportion(['build', '--target', 'demo', ...sources, ...process.argv.slice(2)]));
  if (process.exitCode === 0) process.stderr.write(next);
})();

function apportion(arguments_) {
  process.stderr.write(`\n> npx apportion ${arguments_.join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const script = path.join(__dirname, 'apportion.cjs');
    command = spawn(process.execPath, [script, ...arguments_], { cwd: root, stdio: 'inherit' });
    command.on('error', reject);
    command.on('close', (code) => resolve(code ?? 130));
  });
}
