import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BenchFolder, copyDatabase, dropDatabase } from './bench-folder.ts';
import type { BenchRow } from './bench-row.ts';
import { build } from './bill-rows.ts';
import { bestMeasured, type Measured } from './run-process.ts';
import { filesOf, type SampleFiles, type SourceFolders } from './sample-files.ts';

/** The bill of a year, of which the last month is still estimated. */
export interface MonthBench {
  readonly folder: BenchFolder;
  readonly year: SampleFiles;
  /** How many months to have loaded before the one that changes. */
  readonly others: readonly number[];
  /** How often each run is measured; the quickest counts. */
  readonly rounds: number;
}

/**
 * A new day's version of the last month, with so many others loaded before: against the last month alone, cold. On the day before
 * it the month's file had a part of its lines and no totals, and the events of the last day were not there.
 */
export async function measureNewVersion({ folder, year, others, rounds }: MonthBench): Promise<BenchRow[]> {
  const alone = await buildAlone(folder, year, rounds);
  const rows: BenchRow[] = [];
  for (const count of others) {
    const { seconds } = await buildNewVersion(folder, year, count, rounds);
    rows.push({
      name: `new version of a month, ${count} loaded before`,
      unit: 'seconds',
      value: seconds,
      baseline: { name: 'that month alone, cold', value: alone.seconds },
      goal: { of: 'ratio', atMost: 1.1 },
    });
  }
  return rows;
}

async function buildAlone(folder: BenchFolder, year: SampleFiles, rounds: number): Promise<Measured> {
  const some = await copySources(folder, year, 0);
  await some.addMonth(1);
  await some.addLastDay();
  const measured: Measured[] = [];
  let database = '';
  for (let round = 0; round < rounds; round++) {
    database = await folder.freshDatabase('months');
    measured.push(await build(folder, database, some.sources));
  }
  await some.remove(database);
  return bestMeasured(measured);
}

async function buildNewVersion(
  folder: BenchFolder,
  year: SampleFiles,
  others: number,
  rounds: number,
): Promise<Measured> {
  const some = await copySources(folder, year, others);
  const database = await folder.freshDatabase('months');
  await some.addMonth(0.95);
  await build(folder, database, some.sources);
  await some.addMonth(1);
  await some.addLastDay();
  const dayBefore = `${database}.day-before`;
  await copyDatabase(database, dayBefore);
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    await copyDatabase(dayBefore, database);
    measured.push(await build(folder, database, some.sources));
  }
  await dropDatabase(dayBefore);
  await some.remove(database);
  return bestMeasured(measured);
}

interface SomeMonths {
  readonly sources: SourceFolders;
  /** The last month's bill, with so large a part of its lines. */
  readonly addMonth: (share: number) => Promise<void>;
  readonly addLastDay: () => Promise<void>;
  readonly remove: (database: string) => Promise<void>;
}

/** A folder with so many months before the last one, and with the events and snapshots of them and of the last one. */
async function copySources(folder: BenchFolder, year: SampleFiles, others: number): Promise<SomeMonths> {
  const target = path.join(folder.path, 'months');
  await rm(target, { recursive: true, force: true });
  const bills = year.bill.slice(-1 - others);
  const last = bills.at(-1) ?? '';
  const [first = ''] = bills;
  // `…-2017-12.csv`: what was delivered before the first month's files is of no use to them.
  const since = /(\d{4}-\d{2})\.csv$/.exec(first)?.[1] ?? '';
  const sources = {
    bill: path.join(target, 'bill'),
    ecs_events: path.join(target, 'ecs-events'),
    ebs_events: path.join(target, 'ebs-events'),
    resource_snapshots: path.join(target, 'resource-snapshots'),
  };
  for (const name of Object.values(sources)) await mkdir(name, { recursive: true });
  await copyAll(bills.slice(0, -1), sources.bill);
  const ofLastDay: [string, string][] = [];
  for (const name of ['ecs_events', 'ebs_events', 'resource_snapshots'] as const) {
    const wanted = (await filesOf(year.sources[name])).filter((file) => dateIn(file) >= since);
    const lastDay = dateIn(wanted.at(-1) ?? '');
    await copyAll(
      wanted.filter((file) => dateIn(file) !== lastDay),
      sources[name],
    );
    ofLastDay.push(
      ...wanted
        .filter((file) => dateIn(file) === lastDay)
        .map((file): [string, string] => [file, sources[name]]),
    );
  }
  return {
    sources,
    addMonth: async (share) => {
      const name = path.join(sources.bill, path.basename(last));
      if (share === 1) return copyFile(last, name);
      const text = await readFile(last);
      const end = text.lastIndexOf('\n', Math.floor(text.length * share));
      return writeFile(name, text.subarray(0, end + 1));
    },
    addLastDay: async () => {
      for (const [file, to] of ofLastDay) await copyAll([file], to);
    },
    remove: async (database) => {
      await dropDatabase(database);
      await rm(target, { recursive: true, force: true });
    },
  };
}

async function copyAll(files: readonly string[], folder: string): Promise<void> {
  for (const file of files) await copyFile(file, path.join(folder, path.basename(file)));
}

/** The first date in a file's name. */
function dateIn(file: string): string {
  return /\d{4}-\d{2}-\d{2}/.exec(path.basename(file))?.[0] ?? '';
}
