import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type BenchFolder, dropDatabase } from './bench-folder.ts';
import type { BenchGoal, BenchRow } from './bench-row.ts';
import { type BillForm, billForms, writeBillForm } from './bill-forms.ts';
import { repositoryRoot } from './repository-root.ts';
import { bestMeasured, type Measured, runProcess } from './run-process.ts';
import { type SampleFiles, type SourceFolders, sourceOptions } from './sample-files.ts';

export interface BillBench {
  readonly folder: BenchFolder;
  readonly sample: SampleFiles;
  /** How often each thing is measured, in turn with what it is compared with; the quickest counts. */
  readonly rounds: number;
}

const bareName = 'bare DuckDB, CSV into a table';
const mostMemory: BenchGoal = { of: 'value', atMost: 3 * 1024 };

/** A month from CSV to published rollups, cold; what of it comes after the load; memory; and a run that finds nothing new. */
export async function measureCsv({ folder, sample, rounds }: BillBench): Promise<BenchRow[]> {
  const bare: Measured[] = [];
  const built: Measured[] = [];
  let database = '';
  for (let round = 0; round < rounds; round++) {
    database = await folder.freshDatabase('csv');
    built.push(await build(folder, database, sample.sources));
    bare.push(await readBare(folder, sample.bill, await storageVersionOf(database)));
  }
  const nothingNew: Measured[] = [];
  for (let round = 0; round < Math.max(2, rounds); round++)
    nothingNew.push(await build(folder, database, sample.sources));
  await dropDatabase(database);
  const baseline = bestMeasured(bare);
  const best = bestMeasured(built);
  const against = { name: bareName, value: baseline.seconds };
  return [
    {
      name: 'csv to published, cold',
      unit: 'seconds',
      value: best.seconds,
      baseline: against,
      goal: { of: 'ratio', atMost: 1.5 },
    },
    {
      name: 'csv, all after the load',
      unit: 'seconds',
      value: Math.min(...built.map(secondsAfterLoad)),
      baseline: against,
      goal: { of: 'ratio', atMost: 0.7 },
    },
    {
      name: 'csv, peak memory',
      unit: 'MiB',
      value: best.peakMebibytes,
      baseline: { name: bareName, value: baseline.peakMebibytes },
      goal: mostMemory,
    },
    {
      name: 'nothing new',
      unit: 'seconds',
      value: bestMeasured(nothingNew).seconds,
      baseline: { name: 'the same run, cold', value: best.seconds },
      goal: { of: 'value', atMost: 2 },
    },
  ];
}

/** The same bill as zip, gzip and parquet, each against the CSV. */
export async function measureForms({ folder, sample, rounds }: BillBench): Promise<BenchRow[]> {
  const all = new Map<BillForm | 'csv', SourceFolders>([['csv', sample.sources]]);
  for (const form of billForms) {
    const bill = await writeBillForm(sample.bill, form, path.join(folder.path, `bill-${form}`));
    all.set(form, { ...sample.sources, bill });
  }
  const measured = new Map<BillForm | 'csv', Measured[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [form, sources] of all) {
      const database = await folder.freshDatabase('form');
      measured.set(form, [...(measured.get(form) ?? []), await build(folder, database, sources)]);
      await dropDatabase(database);
    }
  }
  for (const form of billForms)
    await rm(path.join(folder.path, `bill-${form}`), { recursive: true, force: true });
  const csv = bestMeasured(measured.get('csv') ?? []);
  return billForms.flatMap((form): BenchRow[] => {
    const best = bestMeasured(measured.get(form) ?? []);
    return [
      {
        name: `${form} to published, cold`,
        unit: 'seconds',
        value: best.seconds,
        baseline: { name: 'the same from csv', value: csv.seconds },
        goal: { of: 'ratio', atMost: form === 'parquet' ? 0.5 : 1.3 },
      },
      {
        name: `${form}, peak memory`,
        unit: 'MiB',
        value: best.peakMebibytes,
        baseline: { name: 'the same from csv', value: csv.peakMebibytes },
        goal: mostMemory,
      },
    ];
  });
}

/**
 * Ten times the lines, against the one month before and after it: the quickest minute of several says little of ten minutes in which other machines
 * have their hours too, so here the mean counts.
 */
export async function measureTenfold(
  folder: BenchFolder,
  single: SourceFolders,
  tenfold: SourceFolders,
): Promise<BenchRow[]> {
  const buildOnce = async (sources: SourceFolders): Promise<Measured> => {
    const database = await folder.freshDatabase('tenfold');
    const measured = await build(folder, database, sources);
    await dropDatabase(database);
    return measured;
  };
  const before = await buildOnce(single);
  const ten = await buildOnce(tenfold);
  const after = await buildOnce(single);
  const name = 'a tenth of it';
  return [
    {
      name: 'tenfold to published, cold',
      unit: 'seconds',
      value: ten.seconds,
      baseline: { name, value: (before.seconds + after.seconds) / 2 },
      goal: { of: 'ratio', atMost: 11 },
    },
    {
      name: 'tenfold to published, cold, seconds of processors',
      unit: 'seconds',
      value: ten.cpuSeconds,
      baseline: { name, value: (before.cpuSeconds + after.cpuSeconds) / 2 },
    },
    {
      name: 'tenfold, peak memory',
      unit: 'MiB',
      value: ten.peakMebibytes,
      baseline: { name, value: Math.max(before.peakMebibytes, after.peakMebibytes) },
      goal: { of: 'value', atMost: 8 * 1024 },
    },
  ];
}

/** A whole run, its events on standard output. */
export function build(
  folder: BenchFolder,
  database: string,
  sources: Partial<SourceFolders>,
): Promise<Measured> {
  const project = ['--project-dir', folder.project, '--target', 'bench'];
  return folder.apportion(['build', ...project, '--json', ...sourceOptions(sources)], { database });
}

/** From the last file's load, and what belongs to it, to the commit of what was published. */
export function secondsAfterLoad({ lines }: Measured): number {
  const atLast = (kinds: readonly string[]): number | undefined =>
    lines.findLast(({ text }) => kinds.some((kind) => text.startsWith(`{"kind":"${kind}"`)))?.at;
  const loaded = atLast(['build-started', 'file-loaded']);
  const published = atLast(['published']);
  if (loaded === undefined || published === undefined)
    throw new Error('a run did not say when it had loaded and published');
  return published - loaded;
}

/** The baseline: what bare DuckDB takes to read the same columns of the same CSV into one table. */
export async function readBare(
  folder: BenchFolder,
  files: readonly string[],
  storageVersion: string,
): Promise<Measured> {
  const database = path.join(folder.path, 'bare.duckdb');
  await dropDatabase(database);
  const measured = await runProcess({
    script: path.join(repositoryRoot, 'dist', 'bare-duckdb.mjs'),
    arguments: [database, storageVersion, ...files],
    folder: folder.path,
  });
  await dropDatabase(database);
  // Only the statement counts, not the start of the process.
  return { ...measured, seconds: statementSeconds(measured) };
}

function statementSeconds({ lines }: Measured): number {
  // The one line that bare-duckdb.ts writes.
  return (JSON.parse(lines[0]?.text ?? '{}') as { readonly seconds: number }).seconds;
}

/** `v1.2.0`: the version of DuckDB's file format that a database is in. */
export async function storageVersionOf(database: string): Promise<string> {
  const instance = await DuckDBInstance.create(database, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(
    "select tags['storage_version'] from duckdb_databases() where not internal",
  );
  connection.closeSync();
  instance.closeSync();
  return String(found.getRows()[0]?.[0] ?? '').replace(/\+$/, '');
}
