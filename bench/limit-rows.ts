import { ownStatements, type TimedStep, timeSteps } from './bare/time-steps.ts';
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
  const steps: (readonly TimedStep[])[] = [];
  let database = '';
  for (let round = 0; round < rounds; round++) {
    database = await folder.freshDatabase('limit');
    built.push(await build(folder, database, sample.sources));
    steps.push(await timeSteps(folder, database, sample));
  }
  await dropDatabase(database);
  const baseline = { name: 'the same work as bare statements' };
  const afterLoad = bestOf(steps, ({ phase }) => phase === 'build');
  return [
    {
      name: 'csv to published, cold, of the least work',
      unit: 'seconds',
      value: bestMeasured(built).seconds,
      baseline: { ...baseline, value: bestOf(steps, ({ phase }) => phase === 'load') + afterLoad },
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
        value: bestOf(steps, ({ name }) => name === ownStatements),
      },
    },
  ];
}

/** The sum of the best seconds of each step that is wanted. */
function bestOf(rounds: readonly (readonly TimedStep[])[], isWanted: (step: TimedStep) => boolean): number {
  const [first = []] = rounds;
  return first
    .filter(isWanted)
    .map(({ name }) =>
      Math.min(
        ...rounds
          .flat()
          .filter((step) => step.name === name)
          .map(({ seconds }) => seconds),
      ),
    )
    .reduce((sum, seconds) => sum + seconds, 0);
}
