import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { memoKey } from '../../../orchestrator/base/memo.ts';
import { memoFiles, openMemo } from '../../../orchestrator/project/open-memo.ts';

let root = '';
let file = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'apportion-memo-'));
  file = path.join(root, memoFiles.parsed);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const first = memoKey('first');
const second = memoKey('second');

function keepBoth(engine = 'one'): void {
  const memo = openMemo(root, engine);
  memo.keep(first, { text: 'ä\n"', list: [1, null, true] });
  memo.keep(second, 'second');
  memo.save();
}

it('gives back in the next process what was kept, and nothing for another key', () => {
  keepBoth();
  const memo = openMemo(root, 'one');
  expect(memo.find(first)).toStrictEqual({ text: 'ä\n"', list: [1, null, true] });
  expect(memo.find(second)).toBe('second');
  expect(memo.find(memoKey('third'))).toBeUndefined();
});

it('knows nothing of what another engine kept', () => {
  keepBoth('one');
  expect(openMemo(root, 'two').find(first)).toBeUndefined();
});

it('knows nothing if any byte of its file was changed', async () => {
  keepBoth();
  const bytes = await readFile(file);
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    await writeFile(file, changed);
    const memo = openMemo(root, 'one');
    expect([at, memo.find(first), memo.find(second)]).toEqual([at, undefined, undefined]);
  }
});

it('knows nothing if its file was only partly written, or is something else', async () => {
  keepBoth();
  const bytes = await readFile(file);
  const others = [Buffer.alloc(0), Buffer.from('apportion one\n'), bytes.subarray('apportion one\n'.length)];
  for (let length = 1; length < bytes.length; length += 7) others.push(bytes.subarray(0, length));
  for (const other of others) {
    await writeFile(file, other);
    expect(openMemo(root, 'one').find(second)).toBeUndefined();
  }
  await rm(file);
  await mkdir(file);
  expect(openMemo(root, 'one').find(second)).toBeUndefined();
});

/** Many entries, and then one more in a later process. */
function keepInTwoSteps(): void {
  const memo = openMemo(root, 'one');
  for (const key of many) memo.keep(key, key);
  memo.save();
  const later = openMemo(root, 'one');
  for (const key of many) later.find(key);
  later.keep(first, 'first');
  later.save();
}

const many = Array.from({ length: 20 }, (_, index) => memoKey(String(index)));

it('adds what is new to what is there', async () => {
  keepInTwoSteps();
  const memo = openMemo(root, 'one');
  expect([...many, first].map((key) => memo.find(key))).toEqual([...many, 'first']);
  memo.keep(second, 'second');
  const before = await readFile(file);
  memo.save();
  expect((await readFile(file)).subarray(0, before.length)).toEqual(before);
  expect(openMemo(root, 'one').find(second)).toBe('second');
});

it('keeps what several add at the same time', () => {
  keepInTwoSteps();
  const keys = ['a', 'b', 'c'].map((text) => memoKey(text));
  const memos = keys.map((key) => {
    const memo = openMemo(root, 'one');
    for (const known of many) memo.find(known);
    memo.keep(key, key);
    return memo;
  });
  for (const memo of memos) memo.save();
  const next = openMemo(root, 'one');
  expect(keys.map((key) => next.find(key))).toEqual(keys);
});

it('knows what stands before a part that was changed or is not whole, and is written anew with the next', async () => {
  const memo = openMemo(root, 'one');
  for (const key of many) memo.keep(key, key);
  memo.save();
  const length = (await stat(file)).size;
  keepInTwoSteps();
  const bytes = await readFile(file);
  for (let at = length; at < bytes.length; at += 5) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    for (const broken of [changed, bytes.subarray(0, at)]) {
      await writeFile(file, broken);
      const found = openMemo(root, 'one');
      expect([at, found.find(first), ...many.map((key) => found.find(key))]).toEqual([
        at,
        undefined,
        ...many,
      ]);
      found.keep(second, 'second');
      found.save();
      const next = openMemo(root, 'one');
      expect([...many, second].map((key) => next.find(key))).toEqual([...many, 'second']);
    }
  }
});

it('knows nothing of what an engine added that is not the one that wrote the rest', async () => {
  keepInTwoSteps();
  const text = await readFile(file, 'utf8');
  await rm(file);
  keepBoth('two');
  const [, ...lines] = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, text + lines.join('\n'));
  expect(openMemo(root, 'one').find(second)).toBeUndefined();
});

it('is not written again when there is nothing new, and forgets what is not used any more when there is', async () => {
  keepBoth();
  const before = await stat(file);
  const same = openMemo(root, 'one');
  same.find(first);
  same.save();
  expect((await stat(file)).ino).toBe(before.ino);
  const third = memoKey('third');
  const memo = openMemo(root, 'one');
  memo.find(first);
  memo.keep(third, 3);
  memo.save();
  const next = openMemo(root, 'one');
  expect([first, second, third].map((key) => next.find(key) !== undefined)).toEqual([true, false, true]);
});

it.each([Number.NaN, -0, undefined, new Date(0), new Map([[1, 2]]), 1n])(
  'keeps nothing that would come back as something else: %s',
  (value) => {
    const memo = openMemo(root, 'one');
    memo.keep(first, { list: [{ value }] });
    memo.keep(second, 'second');
    memo.save();
    const next = openMemo(root, 'one');
    expect([next.find(first), next.find(second)]).toEqual([undefined, 'second']);
  },
);

it('is the memo of one of several that were saved at the same time, as a whole, and leaves nothing beside it', async () => {
  const memos = Array.from({ length: 5 }, () => openMemo(root, 'one'));
  for (const [index, memo] of memos.entries()) {
    memo.keep(first, index);
    memo.keep(second, index);
  }
  for (const memo of memos) memo.save();
  const next = openMemo(root, 'one');
  expect(next.find(first)).toBe(4);
  expect(next.find(second)).toBe(4);
  expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
});

it('is no reason to fail where it cannot be written', async () => {
  await writeFile(path.join(root, 'target'), 'a file where the folder should be');
  expect(() => keepBoth()).not.toThrow();
  expect(openMemo(root, 'one').find(first)).toBeUndefined();
});
