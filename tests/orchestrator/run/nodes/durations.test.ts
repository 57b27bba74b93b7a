import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeName } from '../../../../orchestrator/base/names.ts';
import {
  expectedDuration,
  keepDurations,
  readDurations,
} from '../../../../orchestrator/run/nodes/durations.ts';
import type { NodeResult, NodeStatus } from '../../../../orchestrator/run/run-result.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'apportion-durations-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function result(node: string, milliseconds: number, status: NodeStatus = 'success'): NodeResult {
  return { node: nodeName(node), nodeKind: 'model', status, startedAt: new Date(0), milliseconds };
}

it('keeps how long nodes took, beside what is known of others; one that failed or was skipped says nothing', () => {
  keepDurations(root, [result('a', 10), result('b', 20)]);
  keepDurations(root, [result('b', 25.4, 'warned'), result('a', 1, 'failed'), result('c', 0, 'skipped')]);
  expect([...readDurations(root)]).toEqual([
    ['a', 10],
    ['b', 25],
  ]);
});

it('expects of a node that was never worked on what the others take on average', () => {
  const expected = expectedDuration(new Map([10, 30].map((one) => [nodeName(`took_${one}`), one])));
  expect(['took_10', 'took_30', 'new'].map((name) => expected(nodeName(name)))).toEqual([11, 31, 21]);
  expect(expectedDuration(new Map())(nodeName('new'))).toBe(1);
});

it.each(['', 'null', '[1, 2', '{"a": "long", "b": -1, "c": null, "d": 1e999}', '7'])(
  'knows nothing where what was kept is %j',
  async (text) => {
    await mkdir(path.join(root, 'target/cache'), { recursive: true });
    await writeFile(path.join(root, 'target/cache/durations.json'), text);
    expect(readDurations(root).size).toBe(0);
  },
);

it('is no reason to fail where it cannot be kept', async () => {
  await writeFile(path.join(root, 'target'), 'a file where the folder should be');
  expect(() => keepDurations(root, [result('a', 10)])).not.toThrow();
});
