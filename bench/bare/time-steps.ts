import { mkdir, rm } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BenchFolder } from '../bench-folder.ts';
import { quote } from '../quote.ts';
import type { SampleFiles } from '../sample-files.ts';
import { buildSteps } from './build-steps.ts';
import type { TimedRound, TimedStep } from './least-work.ts';
import { loadSteps } from './load-steps.ts';
import { timeOwnStatements } from './own-statements.ts';

/**
 * The work of a month that no plan can leave out, each piece as one bare statement that writes a table: exact, since another answer is no answer, but of
 * what was built nothing is described, no mistake is explained, and what a statement reads of other models is there. And the project's own statements.
 * Of a built database, which is of no use afterwards; what else is made goes again.
 */
export async function timeSteps(
  folder: BenchFolder,
  database: string,
  files: SampleFiles,
  parquetBill?: readonly string[],
): Promise<TimedRound> {
  const bare = await timeBareSteps(database, files, parquetBill);
  return { bare, own: await timeOwnStatements(folder, database) };
}

async function timeBareSteps(
  database: string,
  files: SampleFiles,
  parquetBill: readonly string[] | undefined,
): Promise<readonly TimedStep[]> {
  const folder = `${database}.bare-files`;
  const tables = `${database}.bare`;
  for (const left of [folder, tables]) await rm(left, { recursive: true, force: true });
  await mkdir(folder);
  const place = { files, parquetBill, folder };
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
      timed.push({ ...step, cpuSeconds: (user + system) / 1e6 });
    }
    return timed;
  } finally {
    connection.closeSync();
    instance.closeSync();
    for (const left of [folder, tables]) await rm(left, { recursive: true, force: true });
  }
}
