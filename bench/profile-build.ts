import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { leastWork, type WorkPiece } from './bare/least-work.ts';
import { timeSteps } from './bare/time-steps.ts';
import { type BenchFolder, dropDatabase } from './bench-folder.ts';
import { build } from './bill-rows.ts';
import { formatPlan } from './format-plan.ts';
import type { Measured } from './run-process.ts';
import { makeSample } from './sample-files.ts';

const nodesShown = 25;
const plansShown = 3;

interface NodeTime {
  readonly node: string;
  readonly seconds: number;
}

/**
 * Where the time of a build goes: its phases, its slowest nodes with their seconds, what bare statements take for the same, and `EXPLAIN ANALYZE` of the slowest
 * models as they stand compiled, run alone on what was built.
 */
export async function profileBuild(folder: BenchFolder, lines: number): Promise<string> {
  const sample = await makeSample(folder, { lines, months: 1 });
  const database = await folder.freshDatabase('profile');
  const measured = await build(folder, database, sample.sources);
  const times = await readNodeTimes(folder);
  const nodes = times
    .slice(0, nodesShown)
    .map(({ node, seconds }) => `${seconds.toFixed(2).padStart(8)} s  ${node}`);
  const plans: string[] = [];
  for (const { node, seconds } of times
    .filter(({ node }) => node.startsWith('model.'))
    .slice(0, plansShown)) {
    const name = node.split('.').at(-1) ?? node;
    plans.push(`## ${name}, ${seconds.toFixed(2)} s\n\n${await explain(folder, database, name)}`);
  }
  const { pieces, ownCpuSeconds } = leastWork([await timeSteps(folder, database, sample)]);
  const own = { name: 'all that comes after the load, as the models have it', cpuSeconds: ownCpuSeconds };
  const steps = [...pieces, own].map(
    ({ name, phase, cpuSeconds }: WorkPiece) =>
      `${cpuSeconds.toFixed(2).padStart(8)} s of processors  ${(phase ?? '').padEnd(5)}  ${name}`,
  );
  await dropDatabase(database);
  return [
    `# A build of ${lines.toLocaleString('en')} lines: ${measured.seconds.toFixed(1)} s, ${measured.cpuSeconds.toFixed(1)} s of processors, ${measured.peakMebibytes.toFixed(0)} MiB`,
    `## When what happened\n\n${formatMoments(measured)}`,
    `## The slowest nodes; several run at once\n\n${nodes.join('\n')}`,
    `## What cannot be left out, as bare statements, one after the other\n\n${steps.join('\n')}`,
    ...plans,
    '',
  ].join('\n\n');
}

/** When each kind of event was said first and last; of some there are hundreds. */
function formatMoments({ lines, seconds }: Measured): string {
  const moments = new Map<string, { readonly first: number; readonly last: number }>();
  for (const { at, text } of lines) {
    const kind = /^\{"kind":"([a-z-]+)"/.exec(text)?.[1];
    if (kind !== undefined) moments.set(kind, { first: moments.get(kind)?.first ?? at, last: at });
  }
  const format = (at: number): string => at.toFixed(2).padStart(8);
  return [
    '   first      last',
    ...[...moments].map(([kind, { first, last }]) => `${format(first)}  ${format(last)} s  ${kind}`),
    `          ${format(seconds)} s  the process ended`,
  ].join('\n');
}

async function readNodeTimes({ project }: BenchFolder): Promise<NodeTime[]> {
  const text = await readFile(path.join(project, 'target', 'run_results.json'), 'utf8');
  // dbt's run results, which the run before us has written.
  const { results } = JSON.parse(text) as {
    readonly results: readonly { readonly unique_id: string; readonly execution_time: number }[];
  };
  return results
    .map(({ unique_id: node, execution_time: seconds }) => ({ node, seconds }))
    .sort((left, right) => right.seconds - left.seconds);
}

async function explain(folder: BenchFolder, database: string, model: string): Promise<string> {
  const project = ['--project-dir', folder.project, '--target', 'bench'];
  const compiled = await folder.apportion(['compile', ...project, '--select', model], { database });
  const sql = compiled.lines.map(({ text }) => text).join('\n');
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  try {
    await connection.run('set integer_division = true');
    await connection.run("set default_null_order = 'nulls_last_on_asc_first_on_desc'");
    const plan = await connection.runAndReadAll(`explain (analyze, format json) ${sql}`);
    return formatPlan(String(plan.getRowsJson()[0]?.[1]));
  } catch (error) {
    // A profile is read by a person: what one model lacks is no reason to lose the rest of it.
    return `It could not be run alone: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
