import { describe, expect, test } from 'vitest';
import { batchesOf } from '../../../../orchestrator/load/plan/batch-loads.ts';
import type { PlannedLoad } from '../../../../orchestrator/load/plan/planned-load.ts';

/** As much of a planned load as tells batches apart. */
function load(shown: string, kind: 'documents' | 'delimited', bytes: number, spec = 'events'): PlannedLoad {
  const planned = {
    shown,
    spec: { name: spec },
    inspected: { content: { bytes } },
    load: { isGzip: false, content: { kind, isUniform: true } },
  };
  return planned as unknown as PlannedLoad;
}

const namesOf = (batches: readonly (readonly PlannedLoad[])[]): string[][] =>
  batches.map((batch) => batch.map(({ shown }) => shown));

const loads = [
  load('bill', 'delimited', 50),
  load('a', 'documents', 60),
  load('x', 'documents', 10, 'snapshots'),
  load('b', 'documents', 40),
  load('c', 'documents', 1),
  load('huge', 'documents', 500),
  load('d', 'documents', 1),
];

describe('batches of loads', () => {
  test('have no more bytes than they may, unless one file has', () => {
    expect(namesOf(batchesOf(loads, 100))).toEqual([['a', 'b'], ['c'], ['huge'], ['d'], ['x'], ['bill']]);
  });

  test('are as few as can be, of documents that are read the same way', () => {
    expect(namesOf(batchesOf(loads))).toEqual([['a', 'b', 'c', 'huge', 'd'], ['x'], ['bill']]);
  });

  test('have no more than two thousand files', () => {
    const many = Array.from({ length: 4001 }, (_, index) => load(`${index}`, 'documents', 1));
    expect(batchesOf(many).map((batch) => batch.length)).toEqual([2000, 2000, 1]);
  });

  test('come in one order, however they are cut', () => {
    expect(batchesOf(loads, 1).flat()).toEqual(batchesOf(loads).flat());
  });
});
