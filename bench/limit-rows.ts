import { availableParallelism } from 'node:os';
import { leastWork, type TimedRound } from './bare/least-work.ts';
import { timeSteps } from './bare/time-steps.ts';
import { dropDatabase } from './bench-folder.ts';
import type { BenchRow } from './bench-row.ts';
import { type BillBench, build, secondsAfterLoad } from './bill-rows.ts';
import { bestMeasured, type Measured } from './run-process.ts';

/**
 * A month from CSV to published rollups, and what of it comes after the load, against the same work as bare statements: what is left of a goal that
 * lies below those is not to be had by any plan that does this work.
 */
export async function measureLimit({ folder, sample, rounds }: BillBench): Promise<BenchRow[]> {
  const built: Measured[] = [];
  const timed: TimedRound[] = [];
  let database = '';
  for (let round = 0; round < rounds; round++) {
    database = await folder.freshDatabase('limit');
    built.push(await build(folder, database, sample.sources));
    timed.push(await timeSteps(folder, database, sample));
  }
  await dropDatabase(database);
  const baseline = { name: 'the same work as bare statements' };
  const { pieces, ownCpuSeconds } = leastWork(timed);
  // Each piece counts as long as it takes where all processors are busy in it: so long it takes beside others.
  const secondsOf = (wanted: 'load' | 'build'): number =>
    pieces.filter(({ phase }) => phase === wanted).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) /
    availableParallelism();
  const afterLoad = secondsOf('build');
  return [
    {
      name: 'csv to published, cold, of the least work',
      unit: 'seconds',
      value: bestMeasured(built).seconds,
      baseline: { ...baseline, value: secondsOf('load') + afterLoad },
    },
    {
      name: 'csv, all after the load, of the least work',
      unit: 'seconds',
      value: Math.min(...built.map(secondsAfterLoad)),
      baseline: { ...baseline, value: afterLoad },
    },
    {
      name: 'csv, all after the load, of its own statements',
      unit: 'seconds',
      value: Math.min(...built.map(secondsAfterLoad)),
      baseline: {
        name: 'its statements one after the other',
        value: ownCpuSeconds / availableParallelism(),
      },
    },
  ];
}
