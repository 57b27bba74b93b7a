'use strict';

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const nodeModule = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const digestBytes = 32;

/**
 * What a CommonJS script exports, read with what V8 made of its code when the command ran before: that is kept beside the
 * script. Node does so by itself from 22.1 on; before, we do. What cannot be read or written, or is another V8's, is made again.
 */
function loadScript(script, command = '') {
  const folder = path.join(script, '..', 'v8');
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache(folder);
  else if (/^[a-z-]{1,40}$/.test(command))
    // A command's own file: what it calls, and nothing that it would read in vain.
    return loadWithCode(script, path.join(folder, `${command}-${process.versions.v8}`));
  return require(script);
}

function loadWithCode(script, keptIn) {
  const text = fs.readFileSync(script, 'utf8');
  const compiled = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: script,
    cachedData: readCode(keptIn),
  });
  // Made at the end, when V8 knows the functions that were called.
  if (compiled.cachedDataRejected !== false)
    process.once('exit', (status) => status === 0 && keepCode(keptIn, compiled));
  const module = { exports: {} };
  const require = nodeModule.createRequire(script);
  compiled.runInThisContext()(module.exports, require, module, script, path.dirname(script));
  return module.exports;
}

/** V8 looks at the version and the settings, not at the rest: it would run a changed byte. */
function readCode(file) {
  try {
    const bytes = fs.readFileSync(file);
    const code = bytes.subarray(digestBytes);
    return digestOf(code).equals(bytes.subarray(0, digestBytes)) ? code : undefined;
  } catch {
    return undefined;
  }
}

function keepCode(file, compiled) {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    // A build that was taken away meanwhile does not come back: a folder without a script would be in the way of the next one.
    if (!fs.existsSync(path.dirname(file))) fs.mkdirSync(path.dirname(file));
    // Opened first: where nothing can be written, nothing need be made.
    const descriptor = fs.openSync(unfinished, 'wx');
    try {
      const code = compiled.createCachedData();
      fs.writeFileSync(descriptor, Buffer.concat([digestOf(code), code]));
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(unfinished, file);
  } catch {
    removeIfThere(unfinished);
  }
}

function removeIfThere(file) {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // Where not even the folder is one, there is nothing to remove.
  }
}

function digestOf(bytes) {
  return createHash('sha256').update(bytes).digest();
}

module.exports = { loadScript };
