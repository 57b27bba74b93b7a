import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BenchFolder } from '../bench-folder.ts';
import { quote } from '../quote.ts';
import type { SampleFiles } from '../sample-files.ts';
import type { BareStep } from './bare-step.ts';
import { buildSteps } from './build-steps.ts';
import { loadSteps } from './load-steps.ts';
import { timeOwnStatements } from './own-statements.ts';

export interface TimedStep extends Omit<BareStep, 'work'> {
  readonly cpuSeconds: number;
  /** What the step takes where all processors are busy in it, which is how long it has to take beside others. */
  readonly seconds: number;
}

/** The name of the step for all that has no bare form. */
const everythingElse = 'all else, as the models have it: tags, rules, reports, rollups, their tests';

/** All that comes after the load of a month as the models have it, one statement after the other: to be compared with. */
export const ownStatements = 'all of it as the models have it';

/**
 * The work of a month that no plan can leave out, each piece as one bare statement that writes a table: exact, since another answer is no answer, but of
 * what was built nothing is described, no mistake is explained, and what a statement reads of other models is there. What has no bare form is there
 * as the models have it. Of a built database, which is of no use afterwards; what else is made goes again.
 */
export async function timeSteps(
  folder: BenchFolder,
  database: string,
  files: SampleFiles,
): Promise<readonly TimedStep[]> {
  const bare = await timeBareSteps(database, files);
  const own = await timeOwnStatements(folder, database);
  const replaced = new Set(bare.flatMap(({ replaces = [] }) => replaces));
  const lost = [...replaced].filter((name) => !own.some((statement) => statement.name === name));
  if (lost.length > 0) throw new Error(`no statement of a run is called ${lost.join(', ')} any more`);
  const steps = new Map<string, TimedStep[]>();
  for (const step of bare) {
    const together = step.replaces?.join(', ') ?? step.name;
    steps.set(together, [...(steps.get(together) ?? []), step]);
  }
  const quickest = [...steps.values()].flatMap((together): TimedStep[] => {
    const [{ name, phase, replaces = [] } = { name: '' }] = together;
    const models = sumOf(own.filter((statement) => replaces.includes(statement.name)));
    if (replaces.length === 0 || sumOf(together).seconds <= models.seconds) return together;
    return [{ name: `${name} (quickest as the models have it)`, phase, ...models }];
  });
  return [
    ...quickest,
    { name: everythingElse, phase: 'build', ...sumOf(own.filter(({ name }) => !replaced.has(name))) },
    { name: ownStatements, ...sumOf(own) },
  ];
}

/** What statements take one after the other. */
function sumOf(
  statements: readonly Pick<TimedStep, 'cpuSeconds'>[],
): Pick<TimedStep, 'cpuSeconds' | 'seconds'> {
  const cpuSeconds = statements.reduce((sum, statement) => sum + statement.cpuSeconds, 0);
  return { cpuSeconds, seconds: cpuSeconds / availableParallelism() };
}

async function timeBareSteps(database: string, files: SampleFiles): Promise<readonly TimedStep[]> {
  const folder = `${database}.bare-files`;
  const tables = `${database}.bare`;
  for (const left of [folder, tables]) await rm(left, { recursive: true, force: true });
  await mkdir(folder);
  const place = { files, folder };
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('set preserve_insertion_order = false');
    await connection.run('set integer_division = true');
    await connection.run(`attach ${quote(tables)} as bare`);
    await connection.run(`attach ${quote(database)} as built (read_only)`);
    await connection.run('use built');
    const timed: TimedStep[] = [];
    for (const step of [...(await loadSteps(place)), ...buildSteps]) {
      const before = process.cpuUsage();
      await (typeof step.work === 'string' ? connection.run(step.work) : step.work(place));
      const { user, system } = process.cpuUsage(before);
      const cpuSeconds = (user + system) / 1e6;
      timed.push({ ...step, cpuSeconds, seconds: cpuSeconds / availableParallelism() });
    }
    return timed;
  } finally {
    connection.closeSync();
    instance.closeSync();
    for (const left of [folder, tables]) await rm(left, { recursive: true, force: true });
  }
}
