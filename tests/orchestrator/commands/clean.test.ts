import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { birthOf, thisMachine } from '../../../orchestrator/base/machine.ts';
import { openWarehouse } from '../../../orchestrator/warehouses/open-warehouse.ts';
import { apportion, apportionWith } from './apportion.ts';
import { temporaryProject, withTarget } from './temporary-project.ts';

let root = '';
beforeAll(async () => {
  root = await temporaryProject();
  await apportion(root, 'run', '--quiet');
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('clean', () => {
  it('takes away what no run that goes on needs', async () => {
    const file = path.join(root, 'target/tiny.duckdb');
    const opened = await openWarehouse({
      name: 'local',
      target: { type: 'duckdb', path: file },
      holder: { pid: 4711, command: 'apportion build' },
    });
    await mkdir(path.join(root, 'target/runs/r1'), { recursive: true });
    await mkdir(path.join(root, 'target/cache'), { recursive: true });
    const { code, out } = await apportion(root, 'clean');
    if (opened.ok) await opened.value.close();
    expect(code).toBe(0);
    expect(out).toContain('Kept compiled and runs as well: Target "local" is in use by process 4711');
    expect(existsSync(path.join(root, 'target/runs/r1'))).toBe(true);
    expect(existsSync(path.join(root, 'target/cache'))).toBe(false);
  });

  it('leaves what a run needs that goes on where nobody here can look', async () => {
    const project = await temporaryProject(withTarget('path: "${TINY}"'));
    const note = { pid: process.pid, birth: birthOf(process.pid), machine: thisMachine() };
    await mkdir(path.join(project, 'target/runs/r1'), { recursive: true });
    await writeFile(path.join(project, 'target/runs/r1/under-way.json'), JSON.stringify(note));
    const busy = await apportion(project, 'clean');
    const kept = existsSync(path.join(project, 'target/runs/r1'));
    await writeFile(
      path.join(project, 'target/runs/r1/under-way.json'),
      JSON.stringify({ ...note, pid: 2 ** 22 + 1 }),
    );
    await apportion(project, 'clean');
    const left = await readdir(path.join(project, 'target'));
    await rm(project, { recursive: true });
    expect(busy.out).toContain(`Kept compiled and runs as well: Run r1 goes on in process ${process.pid}.`);
    expect(kept).toBe(true);
    expect(left).toEqual([]);
  });

  it.each([[], ['--all'], ['--warehouse']])(
    'takes nothing away for a target that the project does not have (%s)',
    async (...options) => {
      await mkdir(path.join(root, 'target/cache'), { recursive: true });
      const { code, err } = await apportion(root, 'clean', ...options, '--target', 'locla');
      expect(code).toBe(2);
      expect(err).toContain('"locla" is not a target of project.yml.');
      expect(existsSync(path.join(root, 'target/cache'))).toBe(true);
    },
  );

  it('takes away no database that is in use, whatever the target says in this shell', async () => {
    const project = await temporaryProject(withTarget('path: target/tiny.duckdb, memory: "${TINY_MEMORY}"'));
    await apportionWith({ environment: { TINY_MEMORY: '1GB' } }, project, 'run', '--quiet');
    const opened = await openWarehouse({
      name: 'local',
      target: { type: 'duckdb', path: path.join(project, 'target/tiny.duckdb') },
      holder: { pid: 4711 },
    });
    const [busy, all] = [await apportion(project, 'clean'), await apportion(project, 'clean', '--all')];
    if (opened.ok) await opened.value.close();
    const left = await readdir(path.join(project, 'target'));
    const free = await apportion(project, 'clean', '--all');
    const gone = await readdir(path.join(project, 'target'));
    await rm(project, { recursive: true });
    expect(busy.out).toContain('Kept compiled and runs as well');
    expect(all).toMatchObject({ code: 2, err: expect.stringContaining('already-running') });
    expect(left).toEqual(expect.arrayContaining(['compiled', 'tiny.duckdb']));
    expect(free.code).toBe(0);
    expect(gone).toEqual([]);
  });

  it.each([
    ['', 'bad-target'],
    ['models', 'unreadable-file'],
    ['seeds/areas.csv', 'unreadable-file'],
    ['~/tiny.duckdb', 'bad-target'],
    ['s3://bucket/tiny.duckdb', 'bad-target'],
    ['md:tiny', 'bad-target'],
  ])('takes away nothing, and build nothing, where the path of a target is %j', async (name, code) => {
    const project = await temporaryProject(withTarget('path: "${TINY}"'));
    const files = async () =>
      (await readdir(project, { recursive: true })).filter((one) => !one.startsWith('target'));
    const before = await files();
    const ended = [
      await apportionWith({ environment: { TINY: name } }, project, 'clean', '--all'),
      await apportionWith({ environment: { TINY: name } }, project, 'run'),
    ];
    const after = await files();
    await rm(project, { recursive: true });
    expect(ended.map((one) => [one.code, one.err.includes(code)])).toEqual([
      [2, true],
      [2, true],
    ]);
    expect(after).toEqual(before);
  });

  it.each(['target/bill.db', 'target/data/x.duckdb', 'target/X.DUCKDB'])(
    'takes away no database, whatever it is called: %s',
    async (database) => {
      const project = await temporaryProject(withTarget('path: "${TINY}"'));
      const built = await apportionWith({ environment: { TINY: database } }, project, 'run', '--quiet');
      await mkdir(path.join(project, 'target/mine'));
      const cleaned = await apportion(project, 'clean');
      const left = await readdir(path.join(project, 'target'));
      const isThere = existsSync(path.join(project, database));
      await rm(project, { recursive: true });
      expect([built.code, cleaned.code, isThere]).toEqual([0, 0, true]);
      expect(left.sort()).toEqual([database.split('/')[1] ?? '', 'mine'].sort());
    },
  );

  it('takes away the database that a link leads to, with what lies beside it', async () => {
    const project = await temporaryProject();
    await mkdir(path.join(project, 'target'));
    await symlink('../real.duckdb', path.join(project, 'target/tiny.duckdb'));
    const built = await apportion(project, 'run', '--quiet');
    await mkdir(path.join(project, 'real.duckdb.landing'), { recursive: true });
    const cleaned = await apportion(project, 'clean', '--all');
    const left = (await readdir(project)).filter((name) => name.startsWith('real'));
    await rm(project, { recursive: true });
    expect([built.code, cleaned.code]).toEqual([0, 0]);
    expect(left).toEqual([]);
  });

  it('takes away what can be made again, and the database only by name', async () => {
    expect((await apportion(root, 'clean')).code).toBe(0);
    expect(await readdir(path.join(root, 'target'))).toEqual(['tiny.duckdb']);
    const { code, out } = await apportion(root, 'clean', '--all');
    expect(code).toBe(0);
    expect(out).toContain('tiny.duckdb, with the history');
    expect(await readdir(path.join(root, 'target'))).toEqual([]);
  });
});
