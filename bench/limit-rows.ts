import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { leastWork, type TimedRound, type WorkPiece } from './bare/least-work.ts';
import { timeSteps } from './bare/time-steps.ts';
import { dropDatabase } from './bench-folder.ts';
import type { BenchRow } from './bench-row.ts';
import { writeBillForm } from './bill-forms.ts';
import { type BillBench, build, secondsAfterLoad } from './bill-rows.ts';
import { bestMeasured, type Measured } from './run-process.ts';
import { filesOf } from './sample-files.ts';

/**
 * A month from CSV to published rollups, and what of it comes after the load, against the same work as bare statements: what is left of a goal that
 * lies below those is not to be had by any plan that does this work.
 */
export async function measureLimit({ folder, sample, rounds }: BillBench): Promise<BenchRow[]> {
  const parquetFolder = await writeBillForm(sample.bill, 'parquet', path.join(folder.path, 'limit-parquet'));
  const parquetBill = await filesOf(parquetFolder);
  const built: Measured[] = [];
  const fromParquet: Measured[] = [];
  const timed: TimedRound[] = [];
  let database = '';
  for (let round = 0; round < rounds; round++) {
    database = await folder.freshDatabase('limit');
    fromParquet.push(await build(folder, database, { ...sample.sources, bill: parquetFolder }));
    database = await folder.freshDatabase('limit');
    built.push(await build(folder, database, sample.sources));
    timed.push(await timeSteps(folder, database, sample, parquetBill));
  }
  await dropDatabase(database);
  await rm(parquetFolder, { recursive: true, force: true });
  const baseline = { name: 'the same work as bare statements' };
  const { pieces, ownCpuSeconds } = leastWork(timed);
  const cpuOf = (wanted: readonly WorkPiece[]): number =>
    wanted.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const afterLoad = cpuOf(pieces.filter(({ phase }) => phase === 'build'));
  const wholeOf = (wanted: 'csv' | 'parquet'): number =>
    afterLoad + cpuOf(pieces.filter(({ phase, form = wanted }) => phase === 'load' && form === wanted));
  // So long a piece takes beside others, where all processors are always busy.
  const inTime = (cpuSeconds: number): number => cpuSeconds / availableParallelism();
  return [
    {
      name: 'csv to published, cold, of the least work',
      unit: 'seconds',
      value: bestMeasured(built).seconds,
      baseline: { ...baseline, value: inTime(wholeOf('csv')) },
    },
    {
      name: 'csv to published, cold, seconds of processors',
      unit: 'seconds',
      value: Math.min(...built.map(({ cpuSeconds }) => cpuSeconds)),
      baseline: { ...baseline, value: wholeOf('csv') },
    },
    {
      name: 'parquet to published, cold, of the least work',
      unit: 'seconds',
      value: bestMeasured(fromParquet).seconds,
      baseline: { ...baseline, value: inTime(wholeOf('parquet')) },
    },
    {
      name: 'parquet to published, cold, seconds of processors',
      unit: 'seconds',
      value: Math.min(...fromParquet.map(({ cpuSeconds }) => cpuSeconds)),
      baseline: { ...baseline, value: wholeOf('parquet') },
    },
    {
      name: 'csv, all after the load, of the least work',
      unit: 'seconds',
      value: Math.min(...built.map(secondsAfterLoad)),
      baseline: { ...baseline, value: inTime(afterLoad) },
    },
    {
      name: 'csv, all after the load, of its own statements',
      unit: 'seconds',
      value: Math.min(...built.map(secondsAfterLoad)),
      baseline: {
        name: 'its statements one after the other',
        value: inTime(ownCpuSeconds),
      },
    },
  ];
}
