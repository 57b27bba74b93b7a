import { describe, expect, it } from 'vitest';
import type { BenchGroup, BenchRow } from '../../bench/bench-row.ts';
import { compareRows } from '../../bench/compare-rows.ts';
import { measureAgain, measureGroups } from '../../bench/measure-groups.ts';

/** A group whose only row takes so many seconds at each measurement, against one second. */
function group(name: string, values: readonly number[]): BenchGroup & { readonly count: () => number } {
  let count = 0;
  return {
    name,
    count: () => count,
    measure: async (): Promise<BenchRow[]> => {
      const value = values[count] ?? Number.NaN;
      count += 1;
      return [{ name: `${name} row`, unit: 'seconds', value, baseline: { name: 'a second', value: 1 } }];
    },
  };
}

async function compare(groups: readonly BenchGroup[], reference: Record<string, number>) {
  const said: string[] = [];
  const first = await measureGroups(groups, () => {});
  const measured = await measureAgain(first, reference, (line) => said.push(line));
  const rows = measured.flatMap((one) => one.rows);
  return { said, rows, regressions: compareRows(rows, reference).regressions.map(({ name }) => name) };
}

describe('measureAgain', () => {
  it('measures a group that looks slower again, and believes its better figure', async () => {
    const [slowOnce, well] = [group('once', [9, 1]), group('well', [1])];
    const { said, regressions } = await compare([slowOnce, well], { 'once row': 1, 'well row': 1 });
    expect(regressions).toEqual([]);
    expect([slowOnce.count(), well.count()]).toEqual([2, 1]);
    expect(said).toEqual(['looks worse, so it is measured again: once row']);
  });

  it('calls what is slower three times a regression, by its name', async () => {
    const slow = group('slow', [9, 8, 7]);
    const { rows, regressions } = await compare([slow, group('well', [1])], { 'slow row': 1, 'well row': 1 });
    expect(regressions).toEqual(['slow row']);
    expect(slow.count()).toBe(3);
    expect(rows[0]?.value).toBe(7);
  });
});

describe('measureGroups', () => {
  it('says what it has measured when a later group fails', async () => {
    const said: string[] = [];
    const failing: BenchGroup = { name: 'failing', measure: () => Promise.reject(new Error('no disk')) };
    await expect(measureGroups([group('well', [2]), failing], (line) => said.push(line))).rejects.toThrow(
      'no disk',
    );
    expect(said.join('\n')).toContain('failing failed; measured before it:');
    expect(said.join('\n')).toMatch(/\| well row +\| 2\.00 × /);
  });
});
