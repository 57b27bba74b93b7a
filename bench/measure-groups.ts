import type { BenchGroup, BenchRow } from './bench-row.ts';
import { bestOf, compareRows, type ReferenceRatios } from './compare-rows.ts';
import { formatRows } from './format-rows.ts';

/** How often a group is measured in all before one of its rows counts as a regression. */
const attempts = 3;

export interface MeasuredGroup {
  readonly group: BenchGroup;
  readonly rows: readonly BenchRow[];
}

type Say = (line: string) => void;

/**
 * The rows of all groups, one group after the other: two at once would measure each other. Rejects with what a group rejects with, after what was
 * measured before it has been said: that may have taken half an hour.
 */
export async function measureGroups(groups: readonly BenchGroup[], say: Say): Promise<MeasuredGroup[]> {
  const measured: MeasuredGroup[] = [];
  for (const group of groups) {
    const startedAt = Date.now();
    try {
      measured.push({ group, rows: await group.measure() });
    } catch (error) {
      const rows = measured.flatMap((before) => before.rows);
      if (rows.length > 0) say(`${group.name} failed; measured before it:\n${formatRows(rows)}`);
      throw error;
    }
    say(`${group.name}: measured in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  }
  return measured;
}

/**
 * Measures groups again of which a row looks worse than the reference, and keeps the best of each row: what stays worse each
 * time is a regression.
 */
export async function measureAgain(
  measured: readonly MeasuredGroup[],
  reference: ReferenceRatios,
  say: Say,
): Promise<MeasuredGroup[]> {
  const best: MeasuredGroup[] = [];
  for (const { group, rows } of measured) {
    let bestRows = rows;
    for (let attempt = 2; attempt <= attempts; attempt++) {
      const { regressions } = compareRows(bestRows, reference);
      if (regressions.length === 0) break;
      say(`looks worse, so it is measured again: ${regressions.map(({ name }) => name).join('; ')}`);
      bestRows = bestOf(bestRows, await group.measure());
    }
    best.push({ group, rows: bestRows });
  }
  return best;
}
