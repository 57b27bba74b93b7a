import { describe, expect, it } from 'vitest';
import type { BenchRow } from '../../bench/bench-row.ts';
import { bestOf, compareRows } from '../../bench/compare-rows.ts';

const row = (name: string, value: number, against: number, unit: BenchRow['unit'] = 'seconds'): BenchRow => ({
  name,
  unit,
  value,
  baseline: { name: 'the plain way', value: against },
});

describe('compareRows', () => {
  it('names a row whose ratio is far above what it was', () => {
    const { regressions } = compareRows([row('build', 8, 2), row('start', 1, 1)], { build: 1.5, start: 1 });
    expect(regressions).toEqual([{ name: 'build', ratio: 4, expected: 1.5 }]);
  });

  it('compares ratios, never seconds: on a slower machine everything takes longer', () => {
    expect(compareRows([row('build', 30, 20)], { build: 1.5 }).regressions).toEqual([]);
    expect(compareRows([row('build', 3.1, 1)], { build: 1.5 }).regressions).toHaveLength(1);
  });

  it('allows what noise does: a ratio of up to twice the reference', () => {
    expect(compareRows([row('build', 20, 10)], { build: 1 }).regressions).toEqual([]);
    expect(compareRows([row('build', 20.1, 10)], { build: 1 }).regressions).toHaveLength(1);
  });

  it('does not mind a large ratio of tiny figures', () => {
    expect(compareRows([row('start', 0.2, 0.1)], { start: 1 }).regressions).toEqual([]);
    expect(compareRows([row('start', 0.3, 0.1)], { start: 1 }).regressions).toHaveLength(1);
    expect(compareRows([row('memory', 90, 30, 'MiB')], { memory: 1 }).regressions).toEqual([]);
    expect(compareRows([row('memory', 900, 300, 'MiB')], { memory: 1 }).regressions).toHaveLength(1);
  });

  it('is glad of a better ratio', () => {
    expect(compareRows([row('build', 1, 2)], { build: 1.5 }).regressions).toEqual([]);
  });

  it('says which rows of the reference are gone, and which it does not know', () => {
    const { missing, added } = compareRows([row('new', 1, 1)], { old: 1 });
    expect({ missing, added }).toEqual({ missing: ['old'], added: ['new'] });
  });
});

describe('bestOf', () => {
  it('keeps the better ratio of each row', () => {
    const best = bestOf([row('a', 4, 2), row('b', 1, 1)], [row('a', 3, 2), row('b', 5, 1)]);
    expect(best.map(({ name, value }) => [name, value])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
  });
});
