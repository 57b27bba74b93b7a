'use strict';

// `npm run bench`: what bench/README.md describes. Bundled like the engine, because Node 20 does not read TypeScript.
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { root, setUp } = require('./setup.cjs');

setUp();

const outfile = path.join(root, 'dist', 'bench.mjs');
require('esbuild').buildSync({
  entryPoints: [path.join(root, 'bench', 'million-lines.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
