import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryProject } from '../orchestrator/commands/temporary-project.ts';
import { runBin } from './run-bin.ts';

const root = path.join(import.meta.dirname, '../..');
// On Windows a process cannot be sent Ctrl-C by another one.
const canSignal = process.platform !== 'win32';

/** Says the file of each native library on standard error when it is loaded. */
const watchedStart = `
const load = process.dlopen;
process.dlopen = (...given) => {
  console.error(given[1]);
  return load(...given);
};
require(${JSON.stringify(path.join(root, 'bin/apportion.cjs'))});
`;

/** Where a stream cannot be looked at: so is a terminal or a pipe on Windows, with Node before 20.3. */
const blindStart = `
const fs = require('node:fs');
const { fstatSync } = fs;
fs.fstatSync = (file, ...given) => {
  if (file < 3) throw Object.assign(new Error('EISDIR: illegal operation on a directory, fstat'), { code: 'EISDIR' });
  return fstatSync(file, ...given);
};
require(${JSON.stringify(path.join(root, 'bin/apportion.cjs'))});
`;

describe('the command line as a process', () => {
  it('says the version of package.json and ends with 0', async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    expect(await runBin(root, ['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
  });

  it('writes to a stream that it cannot look at', async () => {
    const project = await temporaryProject({ 'blind.cjs': blindStart });
    const ended = await runBin(project, ['--version'], undefined, path.join(project, 'blind.cjs'));
    await rm(project, { recursive: true, force: true });
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends with 2 when it cannot start', async () => {
    expect((await runBin(root, ['no-such-command'])).code).toBe(2);
  });

  it('reads its own script as it was written, beyond ASCII too', async () => {
    const areas = ['=a()', '＝b()', '＠c', 'ï-team', '¼ crew'];
    const project = await temporaryProject({
      'seeds/areas.csv': `area,head_count\n${areas.map((area) => `${area},3\n`).join('')}`,
    });
    const seeded = await runBin(project, ['seed', '--quiet']);
    const { out } = await runBin(project, ['show', 'areas', '--csv']);
    await rm(project, { recursive: true, force: true });
    expect(seeded.code).toBe(0);
    const cells = out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    expect(cells.sort()).toEqual(["'=a()", "'＝b()", "'＠c", 'ï-team', '¼ crew'].sort());
  });

  it('says nothing when the reader of its output goes away', async () => {
    const { code, err } = await runBin(root, ['--help'], (child) => child.stdout?.destroy());
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('goes on with a run when the reader of its output goes away, and publishes', async () => {
    const project = await temporaryProject();
    const { code } = await runBin(project, ['run', '--json'], (child) =>
      child.stdout?.once('data', () => child.stdout?.destroy()),
    );
    const { out } = await runBin(project, ['show', 'large_areas', '--json']);
    await rm(project, { recursive: true, force: true });
    expect(code).toBe(0);
    expect(out).toContain('warehouses');
  });

  it.runIf(existsSync('/dev/full'))(
    'says that its result could not be written; of a run only what it did counts',
    async () => {
      const project = await temporaryProject();
      const lost = /^What goes to standard output could not be written to its end: (ENOSPC|EFBIG): .+\n$/;
      const ls = await runTo('/dev/full', project, ['ls']);
      const cut = await runTo('listed', project, ['ls', '--json'], 'ulimit -f 1; trap "" XFSZ;');
      const log = await runTo('/dev/full', project, ['run', '--all-months', '--log', 'json']);
      const run = await runTo('/dev/full', project, ['run', '--quiet', '--json']);
      await rm(project, { recursive: true, force: true });
      expect(ls).toEqual({ code: 1, err: expect.stringMatching(lost) });
      expect(cut).toEqual({ code: 1, err: expect.stringMatching(lost) });
      const said = log.err
        .trimEnd()
        .split('\n')
        .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
      expect(said.at(-1)).toMatchObject({ level: 'warning', message: expect.stringContaining('ENOSPC') });
      expect(run).toEqual({ code: 0, err: expect.stringMatching(lost) });
    },
  );

  it.each([['--version'], ['--help'], ['ls'], ['compile'], ['lint']])(
    'loads no native library for %s, and so no warehouse',
    async (...args) => {
      const project = await temporaryProject();
      const watched = path.join(project, 'watched.cjs');
      await writeFile(watched, watchedStart);
      expect((await runBin(project, args, undefined, watched)).err).not.toContain('.node');
      // That it would be seen: what opens the warehouse does load one.
      expect((await runBin(project, ['debug'], undefined, watched)).err).toContain('duckdb.node');
      await rm(project, { recursive: true, force: true });
    },
  );

  it.runIf(canSignal).each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'cancels what the warehouse does when it is interrupted by %s, and ends with 130',
    async (signal) => {
      const endless = 'select count(*) as area from range(100000000) as a, range(100000) as b';
      const header = '/*\ndescription: Never ends.\ngrain: [area]\nmaterialized: table\n*/';
      const project = await temporaryProject({ 'models/staging/stg_endless.sql': `${header}\n${endless}\n` });
      const { code, out } = await runBin(project, ['run', '--json', '--select', 'stg_endless'], (child) => {
        child.stdout?.on('data', (text: string) => {
          if (text.includes('"node-started"')) child.kill(signal);
        });
      });
      await rm(project, { recursive: true, force: true });
      expect(code).toBe(130);
      const last = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');
      expect(last).toMatchObject({ kind: 'run-finished', result: { outcome: 'interrupted' } });
    },
  );

  it.runIf(canSignal)('ends a run that is published as that, however many signals come', async () => {
    const project = await temporaryProject();
    let signals: NodeJS.Timeout | undefined;
    const { code, out } = await runBin(project, ['run', '--json'], (child) => {
      child.stdout?.on('data', (text: string) => {
        if (text.includes('"kind":"published"')) signals ??= setInterval(() => child.kill('SIGTERM'), 2);
      });
    });
    clearInterval(signals);
    const artifacts = readFileSync(path.join(project, 'target/run_results.json'), 'utf8');
    await rm(project, { recursive: true, force: true });
    expect(code).toBe(0);
    const finished = out.split('\n').find((line) => line.includes('"kind":"run-finished"'));
    const { result } = JSON.parse(finished ?? '{}');
    expect(result.outcome).toBe('published');
    expect(artifacts).toContain(result.runId);
  });
});

/** With standard output going to a file, by a shell that may set limits first. */
async function runTo(file: string, folder: string, args: readonly string[], limits = '') {
  const bin = path.join(import.meta.dirname, '../../bin/apportion.cjs');
  const line = `${limits} exec "$0" "$@" > "$OUTPUT"`;
  const child = spawn('sh', ['-c', line, process.execPath, bin, ...args], {
    cwd: folder,
    env: { ...process.env, OUTPUT: file },
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, err };
}
