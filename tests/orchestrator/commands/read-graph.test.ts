import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Effects } from '../../../orchestrator/base/effects.ts';
import { readGraph } from '../../../orchestrator/commands/read-graph.ts';
import { memoFiles } from '../../../orchestrator/project/open-memo.ts';
import { copyShippedProject } from '../../support/copy-shipped-project.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'apportion-graph-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const silent = { write: () => {}, isTerminal: false, columns: 80 };

/** As a process of its own would read it: with what earlier ones remember, or from nothing. */
function read(engine: string | undefined) {
  const effects: Effects = {
    now: () => new Date(),
    environment: {},
    workingFolder: root,
    out: silent,
    err: silent,
    post: () => Promise.reject(new Error('nobody is to be told')),
    ...(engine !== undefined && {
      engine: { build: engine, templateWorker: new URL('file:///nothing-is-there') },
    }),
    interrupted: new AbortController().signal,
  };
  return readGraph({}, effects);
}

const fromNothing = () => read(undefined);
const withMemo = () => read('one');
const file = (name: string) => path.join(root, name);

async function replaceIn(name: string, from: string, to: string): Promise<void> {
  const text = await readFile(file(name), 'utf8');
  expect(text).toContain(from);
  const { atime, mtime } = await stat(file(name));
  await writeFile(file(name), text.replace(from, to));
  // A clock that says nothing: only the text counts.
  await utimes(file(name), atime, mtime);
}

const ownModel = 'models/reports/own_model.sql';
const ownText = `/*
description: A model.
grain: [product_area]
columns:
  product_area: {description: Who it is.}
*/
select product_area from {{ref "product_areas"}}
`;

describe('a graph that is read with what is remembered', () => {
  beforeEach(async () => {
    await copyShippedProject(root);
    await writeFile(file(ownModel), ownText);
    await withMemo();
  });

  it('is the one that is read from nothing, and nothing of it was worked out again', async () => {
    const { ino } = await stat(file(memoFiles.parsed));
    const remembered = await withMemo();
    expect(remembered.ok).toBe(true);
    expect(remembered).toStrictEqual(await fromNothing());
    expect((await stat(file(memoFiles.parsed))).ino).toBe(ino);
  });

  it.each([
    ['a model', ownModel, 'select product_area', 'select distinct product_area'],
    ['a header', ownModel, 'Who it is.', 'Who it was.'],
    ['one letter', ownModel, 'Who it is.', 'Who it iz.'],
    ['how a layer is kept', 'project.yml', 'staging: {materialized: view}', 'staging: {materialized: table}'],
    ['a variable', 'project.yml', 'product_area_tag: product_area', 'product_area_tag: team'],
    ['a seed', 'seeds/seeds.yml', 'description: ', 'description: New. '],
  ])('sees that %s has changed, also within one tick of the clock', async (_, name, from, to) => {
    const before = await withMemo();
    await replaceIn(name, from, to);
    const after = await withMemo();
    expect(after).not.toStrictEqual(before);
    expect(after).toStrictEqual(await fromNothing());
  });

  it('sees in every model that a macro has other parameters', async () => {
    const [macro = ''] = [...((await macrosOf()) ?? [])];
    await replaceIn(macro, 'parameters: [', 'parameters: [one_more, ');
    const after = await withMemo();
    expect(after.ok).toBe(false);
    expect(after).toStrictEqual(await fromNothing());
  });

  it('is the same when the memory was poisoned', async () => {
    const expected = await fromNothing();
    const kept = await readFile(file(memoFiles.parsed), 'utf8');
    const poison = [
      kept.replaceAll('own_model', 'new_model'),
      kept.replaceAll('"materialized":"view"', '"materialized":"table"'),
      kept.slice(0, kept.length / 2),
      kept.replace(/^apportion .*/, 'apportion two'),
      'apportion one\n',
      '',
    ];
    for (const text of poison) {
      expect(text).not.toBe(kept);
      await writeFile(file(memoFiles.parsed), text);
      expect(await withMemo()).toStrictEqual(expected);
    }
  });

  it('tells a mistake each time, until it is put right', async () => {
    await replaceIn(ownModel, '{{ref "product_areas"}}', '{{ref "product_aeras"}}');
    const [first, second] = [await withMemo(), await withMemo()];
    expect(first.diagnostics.map(({ code }) => code)).toContain('unknown-ref');
    expect(second).toStrictEqual(first);
    await replaceIn(ownModel, '{{ref "product_aeras"}}', '{{ref "product_areas"}}');
    expect((await withMemo()).ok).toBe(true);
  });
});

async function macrosOf(): Promise<string[] | undefined> {
  const graph = await fromNothing();
  return graph.ok
    ? graph.value.project.macros.filter(({ parameters }) => parameters.length > 0).map((macro) => macro.file)
    : undefined;
}

it('remembers nothing where there is no project', async () => {
  expect((await withMemo()).diagnostics.map(({ code }) => code)).toEqual(['no-project']);
  await expect(stat(file('target'))).rejects.toThrow('ENOENT');
});
