'use strict';

// `npm run bench`: what bench/README.md describes. Bundled like the engine, because Node 20 does not read TypeScript.
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { root, setUp } = require('./setup.cjs');

setUp();

const outdir = path.join(root, 'dist');
require('esbuild').buildSync({
  // All but the first are processes of their own: nothing else may run where something is measured.
  entryPoints: ['bench', 'bare-compile', 'bare-duckdb', 'load-into-bucket'].map((name) =>
    path.join(root, 'bench', `${name}.ts`),
  ),
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
});
const { status } = spawnSync(process.execPath, [path.join(outdir, 'bench.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
