'use strict';

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');

/**
 * The path of the built command line, after installing what is missing and building what is stale. When neither is
 * needed this costs a `stat` for each source file: it is on the way of every command.
 */
function setUp() {
  if (!fs.existsSync(path.join(root, 'orchestrator'))) return onlyBuild();
  if (!isInstalled()) {
    refuseToFollowLink();
    withLock('install', () => isInstalled() || install());
  }
  const entry = path.join(root, 'dist', sourceStamp(), 'cli.cjs');
  if (!fs.existsSync(entry)) withLock('build', () => fs.existsSync(entry) || build(path.dirname(entry)));
  return entry;
}

/** Where the sources are not, as in a container's image, nothing can be stale: there is one build, and what it needs beside it. */
function onlyBuild() {
  const dist = path.join(root, 'dist');
  const [build] = fs.existsSync(dist) ? fs.readdirSync(dist) : [];
  if (build === undefined)
    stop(`There is neither orchestrator/ nor a build of it in ${root}: copy one of the two there.`);
  return path.join(dist, build, 'cli.cjs');
}

/** npm writes `.package-lock.json` when it has installed; our own stamp says which lock that was, whatever the clock says. */
function isInstalled() {
  const installed = modifiedAt(path.join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  const lock = modifiedAt(path.join(root, 'package-lock.json'));
  return lock === undefined || installed >= lock || readIfThere(installStamp()) === lockDigest();
}

function install() {
  say('Installing what package-lock.json lists, once …');
  const { spawnSync } = require('node:child_process');
  const arguments_ = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = npmScript();
  const options = { cwd: root, stdio: ['ignore', process.stderr, process.stderr], env: installEnvironment() };
  const ended = npm
    ? spawnSync(process.execPath, [npm, ...arguments_], options)
    : spawnSync('npm', arguments_, { ...options, shell: process.platform === 'win32' });
  if (ended.status !== 0) stop(`npm ci did not succeed in ${root}; its own words are above.`);
  fs.writeFileSync(installStamp(), lockDigest());
}

/** `npm ci` would follow the link, and empty what another checkout has installed. */
function refuseToFollowLink() {
  const folder = path.join(root, 'node_modules');
  if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  stop(
    `${folder} is a symbolic link to ${fs.readlinkSync(folder)}, where package-lock.json is not installed as it is here.
Nothing was installed, because that would empty the other folder: remove the link, or run npm ci where it leads.`,
  );
}

/** What every command loads: one file of the build instead of a hundred, a third of the time. Nothing with native code. */
const bundled = ['@dagrejs/graphlib', 'commander', 'handlebars', 'picocolors', 'yaml', 'zod'];

function dependenciesBut(names) {
  return Object.keys(require('../package.json').dependencies).filter((name) => !names.includes(name));
}

/** A folder is built beside its place and renamed into it, so that another process sees all of it or nothing. */
function build(folder) {
  say('Building …');
  const unfinished = `${folder}.${process.pid}.tmp`;
  try {
    require('esbuild').buildSync({
      absWorkingDir: root,
      entryPoints: ['./orchestrator/cli.ts', './orchestrator/graph/template-worker.ts'],
      entryNames: '[name]',
      outdir: unfinished,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      // One script: what V8 made of it can be kept (load-script.cjs).
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      external: dependenciesBut(bundled),
      // Its build for Node asks the environment at each token of a text whether to log it: a tenth of the time that reading takes.
      alias: { yaml: path.join(root, 'node_modules', 'yaml', 'browser', 'index.js') },
      // Code of V8's that was kept cannot import anything in Node 20; it can require.
      supported: { 'dynamic-import': false },
      // An ES module's own address, by which it finds what lies beside it.
      define: { 'import.meta.url': 'addressOfScript' },
      banner: { js: "const addressOfScript = require('node:url').pathToFileURL(__filename).href;" },
      sourcemap: true,
      logLevel: 'silent',
    });
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    stop(`The command line could not be built.\n${error.message}`);
  }
  try {
    // What is there without a script is what was left of a build, or V8's code of a command that went on when it was taken away.
    if (!fs.existsSync(path.join(folder, 'cli.cjs'))) fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(unfinished, folder);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    if (!fs.existsSync(path.join(folder, 'cli.cjs'))) throw error;
  }
  removeOldBuilds(path.dirname(folder));
}

/** A command that still runs may yet start a thread of its build, so the last few stay. */
function removeOldBuilds(dist) {
  const hourAgo = Date.now() - 3_600_000;
  const builds = fs
    .readdirSync(dist, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{16}(\.\d+\.tmp)?$/.test(entry.name))
    .map((entry) => path.join(dist, entry.name))
    .map((folder) => ({ folder, at: modifiedAt(folder) ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { folder, at } of builds.slice(3)) {
    if (at < hourAgo) fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Changes whenever a source file is added, removed, or written. */
function sourceStamp() {
  const facts = [];
  const add = (file) => {
    const { size, mtimeMs } = fs.statSync(file);
    facts.push(`${file}\0${size}\0${mtimeMs}\n`);
  };
  const visit = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      // Four hundred times `path.join` would take longer than all the rest.
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(file);
      else if (file.endsWith('.ts')) add(file);
    }
  };
  visit(path.join(root, 'orchestrator'));
  add(path.join(root, 'package.json'));
  add(__filename);
  return createHash('sha256').update(facts.sort().join('')).digest('hex').slice(0, 16);
}

/** One process at a time; the lock of one that died is taken over. */
function withLock(purpose, work) {
  const key = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const lock = path.join(os.tmpdir(), `apportion-${purpose}-${key}.lock`);
  for (let waits = 0; ; waits++) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (holderIsGone(lock)) removeLock(lock);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    if (waits === 10)
      say(`Waiting for process ${readIfThere(lock)} to ${purpose}; if it does not, remove ${lock} …`);
  }
  const release = () => fs.rmSync(lock, { force: true });
  // What stops in the middle of its work ends the process there: a lock that stays would be waited for once its number is another process's.
  process.once('exit', release);
  try {
    work();
  } finally {
    release();
    process.removeListener('exit', release);
  }
}

/** In a folder for all users only who made a file may remove it. */
function removeLock(lock) {
  try {
    fs.unlinkSync(lock);
  } catch (error) {
    if (error.code !== 'ENOENT')
      stop(`A process that is dead left ${lock}, and it cannot be removed (${error.code}): remove it.`);
  }
}

function holderIsGone(lock) {
  const holder = Number(readIfThere(lock));
  // In a container that was started again, processes get the numbers that others had.
  if (holder === process.pid) return true;
  // Between creating the file and writing into it the holder has no number yet; nobody needs a second for that.
  if (!holder) return Date.now() - (modifiedAt(lock) ?? 0) > 1000;
  try {
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** npm's own script: the one that started us, or the one beside this Node. Without a shell, so that no path needs quoting. */
function npmScript() {
  const started = process.env.npm_execpath;
  if (started && /np[mx]-cli\.c?js$/.test(started)) return path.join(path.dirname(started), 'npm-cli.js');
  const beside = path.dirname(process.execPath);
  const places = [path.join(beside, 'node_modules'), path.join(beside, '..', 'lib', 'node_modules')];
  return places
    .map((place) => path.join(place, 'npm', 'bin', 'npm-cli.js'))
    .find((script) => fs.existsSync(script));
}

/** Started by `npx` or `npm`, we inherit settings that are about that call (its prefix, `--omit`) and not about this one. */
function installEnvironment() {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^npm_config_(local_prefix|prefix|omit|only|production|dry_run|workspace)/i.test(name),
  );
  return { ...Object.fromEntries(ours), NODE_ENV: '' };
}

function installStamp() {
  return path.join(root, 'node_modules', '.installed-from');
}

function lockDigest() {
  return createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function modifiedAt(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function stop(line) {
  say(line);
  process.exit(2);
}

module.exports = { setUp, root };
