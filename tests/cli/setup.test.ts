import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBin } from './run-bin.ts';

const root = path.join(import.meta.dirname, '../..');
let clone = '';

beforeAll(async () => {
  clone = await mkdtemp(path.join(tmpdir(), 'apportion-clone-'));
  await cp(path.join(root, 'bin'), path.join(clone, 'bin'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    await cp(path.join(root, file), path.join(clone, file));
  // Older than what is installed: nothing must be installed through the link.
  await utimes(path.join(clone, 'package-lock.json'), 0, 0);
  await symlink(path.join(root, 'node_modules'), path.join(clone, 'node_modules'), 'junction');
  await mkdir(path.join(clone, 'orchestrator/graph'), { recursive: true });
  await writeFile(path.join(clone, 'orchestrator/graph/template-worker.ts'), '');
  await writeCli('first');
});
afterAll(() => rm(clone, { recursive: true, force: true }));

function writeCli(word: string): Promise<void> {
  return writeFile(
    path.join(clone, 'orchestrator/cli.ts'),
    `const word: string = '${word}';\nexport const main = async () => (await import('node:console')).log(word);\n`,
  );
}

/** Where the one that builds says so. */
function buildLock(): string {
  const key = createHash('sha256').update(clone).digest('hex').slice(0, 12);
  return path.join(tmpdir(), `apportion-build-${key}.lock`);
}

/** What is kept of V8's, by Node or by us: files below a folder `v8` of a build. */
async function keptCode(): Promise<string[]> {
  const entries = await readdir(path.join(clone, 'dist'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return files.filter((file) => file.includes(`${path.sep}v8${path.sep}`));
}

const start = (...arguments_: string[]) =>
  runBin(clone, arguments_, undefined, path.join(clone, 'bin/apportion.cjs'));

describe('the start of a command', () => {
  it('builds what is missing once, also when several start at the same time', async () => {
    const ended = await Promise.all([start(), start(), start()]);
    expect(ended.map(({ code, out }) => ({ code, out }))).toEqual(
      ended.map(() => ({ code: 0, out: 'first\n' })),
    );
    expect(ended.filter(({ err }) => err === 'Building …\n')).toHaveLength(1);
    expect(await readdir(path.join(clone, 'dist'))).toHaveLength(1);
  });

  it('builds again when a source file has changed, and not otherwise', async () => {
    expect(await start()).toEqual({ code: 0, out: 'first\n', err: '' });
    await writeCli('second');
    expect(await start()).toEqual({ code: 0, out: 'second\n', err: 'Building …\n' });
    expect(await start()).toEqual({ code: 0, out: 'second\n', err: '' });
  });

  it('keeps what V8 made of the code, which is made again where a byte of it was changed', async () => {
    for (let time = 0; time < 2; time++)
      expect(await start('greet')).toEqual({ code: 0, out: 'second\n', err: '' });
    const kept = await keptCode();
    expect(kept.length).toBeGreaterThan(0);
    for (const file of kept) {
      const bytes = await readFile(file);
      bytes.fill(0x55, bytes.length / 2);
      await writeFile(file, bytes);
    }
    expect(await start('greet')).toEqual({ code: 0, out: 'second\n', err: '' });
  });

  it('does without what V8 made of the code where that cannot be written', async () => {
    for (const folder of new Set((await keptCode()).map(path.dirname))) {
      await rm(folder, { recursive: true });
      await writeFile(folder, 'in the way');
    }
    expect(await start('greet')).toEqual({ code: 0, out: 'second\n', err: '' });
  });

  it('builds again what was taken away, also when a command that went on left something there', async () => {
    for (const build of await readdir(path.join(clone, 'dist'))) {
      const folder = path.join(clone, 'dist', build);
      await rm(folder, { recursive: true });
      await mkdir(path.join(folder, 'v8'), { recursive: true });
      await writeFile(path.join(folder, 'v8/greet'), 'left');
    }
    expect((await start('greet')).out).toBe('second\n');
    expect(await start('greet')).toEqual({ code: 0, out: 'second\n', err: '' });
  });

  it('does not wait for itself, where a process before it had its number', async () => {
    await rm(path.join(clone, 'dist'), { recursive: true, force: true });
    const script = path.join(clone, 'start-with-lock.cjs');
    await writeFile(
      script,
      `require('node:fs').writeFileSync(${JSON.stringify(buildLock())}, String(process.pid));
require(${JSON.stringify(path.join(clone, 'bin/apportion.cjs'))});`,
    );
    expect(await runBin(clone, [], undefined, script)).toEqual({
      code: 0,
      out: 'second\n',
      err: 'Building …\n',
    });
    await rm(script);
  });

  it('says whom it waits for, and what to do about it', async () => {
    await rm(path.join(clone, 'dist'), { recursive: true, force: true });
    // Ourselves: a process that is there, and does not build.
    await writeFile(buildLock(), String(process.pid));
    const { code, err } = await runBin(
      clone,
      [],
      (child) => child.stderr?.on('data', () => void rm(buildLock(), { force: true })),
      path.join(clone, 'bin/apportion.cjs'),
    );
    expect(code).toBe(0);
    expect(err).toContain(
      `Waiting for process ${process.pid} to build; if it does not, remove ${buildLock()}`,
    );
  });

  it('says what is wrong with the source, and ends with 2', async () => {
    await writeFile(path.join(clone, 'orchestrator/cli.ts'), 'const = 1;');
    const { code, out, err } = await start();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('orchestrator/cli.ts:1:6');
  });

  it('leaves no lock, whether it could be built or not', async () => {
    expect(await readdir(tmpdir())).not.toContain(path.basename(buildLock()));
  });

  it('installs nothing through a link to what another checkout has installed', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'apportion-other-'));
    await writeFile(path.join(other, '.package-lock.json'), '{}');
    await writeFile(path.join(other, 'precious.js'), 'kept');
    await utimes(path.join(other, '.package-lock.json'), 0, 0);
    await utimes(path.join(clone, 'package-lock.json'), 1000, 1000);
    await rm(path.join(clone, 'node_modules'));
    await symlink(other, path.join(clone, 'node_modules'), 'junction');
    try {
      const { code, out, err } = await start();
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('is a symbolic link to');
      expect(await readFile(path.join(other, 'precious.js'), 'utf8')).toBe('kept');
    } finally {
      await rm(other, { recursive: true, force: true });
    }
  });
});
