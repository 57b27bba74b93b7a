#!/usr/bin/env node
'use strict';

// CommonJS, and no syntax younger than Node 12 in this file: an old Node must get as far as the sentence below, and the
// size of the thread pool is read when the first ES module is loaded, so it cannot be set inside one.
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(`apportion needs Node 20 or newer; this is Node ${process.versions.node}.\n`);
  process.exit(2);
}

// Each statement that DuckDB runs holds a thread of the pool; with the default of 4, reading a file would wait for SQL.
process.env.UV_THREADPOOL_SIZE = process.env.UV_THREADPOOL_SIZE || '16';
// The AWS client is pinned: what its later versions need is not for who runs this one to read with every command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

(async () => {
  const entry = require('./setup.cjs').setUp();
  await require('./load-script.cjs').loadScript(entry, process.argv[2]).main();
})().catch((error) => {
  const { stack = String(error) } = Object(error);
  process.stderr.write(`internal error: ${stack}\n`);
  process.exitCode = 1;
});
