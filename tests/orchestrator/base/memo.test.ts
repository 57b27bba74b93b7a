import { expect, it } from 'vitest';
import { memoKey } from '../../../orchestrator/base/memo.ts';

it('gives the same key for the same texts, and another one for any others, however they are put together', () => {
  const lists = [[], [''], ['', ''], ['ab'], ['a', 'b'], ['b', 'a'], ['1:a'], ['', 'ab'], ['ab', '']];
  const keys = lists.map((texts) => memoKey(...texts));
  expect(new Set(keys).size).toBe(lists.length);
  expect(memoKey('a', 'b')).toBe(keys[4]);
});
