import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runBin } from './run-bin.ts';

const root = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'apportion-image-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Step {
  readonly stage: string;
  readonly word: string;
  readonly args: readonly string[];
}

/** The steps of the Dockerfile, each with the stage that it is of; the last stage has no name. */
function steps(): Step[] {
  const text = readFileSync(path.join(root, 'Dockerfile'), 'utf8').replace(/\\\n/g, ' ');
  let stage = 'none';
  return text.split('\n').flatMap((line): Step[] => {
    const [word = '', ...args] = line.trim().split(/\s+/);
    if (word === 'FROM') stage = args[1] === 'AS' ? (args[2] ?? '') : 'image';
    return word === '' || word.startsWith('#') ? [] : [{ stage, word, args }];
  });
}

/** Does a stage's WORKDIR and COPY steps in a folder, as Docker would. What npm installs is what is installed here. */
function copyStage(wanted: string): void {
  let at = '/';
  for (const { word, args } of steps().filter(({ stage }) => stage === wanted)) {
    if (word === 'WORKDIR') at = args[0] ?? '/';
    if (word !== 'COPY') continue;
    const from = /^--from=(.+)$/.exec(args[0] ?? '')?.[1];
    const sources = args.slice(from === undefined ? 0 : 1, -1);
    const target = path.join(folder, wanted, at, args.at(-1) ?? '');
    mkdirSync(path.dirname(target), { recursive: true });
    for (const source of sources) {
      if (from === 'packages') symlinkSync(path.join(root, 'node_modules'), target, 'junction');
      else {
        const found = from === undefined ? path.join(root, source) : path.join(folder, from, source);
        const isInFolder = args.at(-1)?.endsWith('/');
        cpSync(found, isInFolder ? path.join(target, path.basename(found)) : target, { recursive: true });
      }
    }
  }
}

describe('the image that the Dockerfile describes', () => {
  it('is given only what there is, and what .dockerignore lets through', () => {
    const allowed = readFileSync(path.join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = steps()
      .filter(({ word, args }) => word === 'COPY' && !args[0]?.startsWith('--from'))
      .flatMap(({ args }) => args.slice(0, -1));
    expect([...new Set(copied)].sort()).toEqual(allowed.sort());
    expect(allowed.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('is of an exact version, and of nobody who may do everything', () => {
    expect(steps().find(({ word }) => word === 'ARG')?.args[0]).toMatch(
      /^NODE_IMAGE=node:\d+\.\d+\.\d+-bookworm-slim(@sha256:[0-9a-f]{64})?$/,
    );
    const image = steps().filter(({ stage }) => stage === 'image');
    expect(image.findLast(({ word }) => word === 'USER')?.args).toEqual(['node']);
    expect(image.findLast(({ word }) => word === 'ENTRYPOINT')?.args).toEqual(['["apportion"]']);
  });

  it('runs the shipped project without sources, and without what only development needs', async () => {
    copyStage('build');
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'build/app/node_modules'), 'junction');
    // Older than what is installed: nothing must be installed through the link.
    utimesSync(path.join(folder, 'build/app/package-lock.json'), 0, 0);
    const builder = path.join(folder, 'build/app/bin/apportion.cjs');
    expect(await runBin(folder, ['--version'], undefined, builder)).toMatchObject({ code: 0 });

    copyStage('image');
    const [project, bin] = ['image/project', 'image/app/bin/apportion.cjs'].map((name) =>
      path.join(folder, name),
    );
    const compiled = await runBin(project ?? '', ['compile', '--target', 'warehouse'], undefined, bin);
    expect(compiled).toMatchObject({ code: 0 });
    // Neither installed nor built anything.
    expect(compiled.err).toBe('');
    expect(existsSync(path.join(folder, 'image/app/orchestrator'))).toBe(false);
  });

  it('says so if it has neither', async () => {
    rmSync(path.join(folder, 'image/app/dist'), { recursive: true });
    const bin = path.join(folder, 'image/app/bin/apportion.cjs');
    expect(await runBin(folder, ['--version'], undefined, bin)).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is neither orchestrator/ nor a build of it'),
    });
  });
});
