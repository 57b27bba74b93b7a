import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SampleSummary } from '../sample-summary.ts';
import { type WrittenFile, writeTextFile } from './text-file.ts';

/** Says which sample a folder holds. Written empty before the first file, and whole after the last one. */
const recordName = 'sample.json';

/** The folders that a sample consists of; their names are those of the sources. */
const sampleFolders = ['bill', 'ecs-events', 'ebs-events', 'resource-snapshots', 'truth'] as const;

const ours: Readonly<Record<(typeof sampleFolders)[number], RegExp>> = {
  bill: /-detailed-line-items-with-resources-and-tags-2017-(0[1-9]|1[0-2])\.csv(\.gz)?$/,
  'ecs-events': /^ecs-events-1-.*\.json\.gz$/,
  'ebs-events': /^ebs-events-1-.*\.json\.gz$/,
  'resource-snapshots': /^describe-(volumes|container-instances)-.*\.json$/,
  truth: /^(costs_by_|allocated_costs_by_).*\.csv$/,
};

/** What the folder holds; without files if the writing of a sample there was cut short. */
export async function readSampleRecord(folder: string): Promise<SampleSummary | undefined> {
  try {
    // What we wrote ourselves; a file of another shape fails when its `files` are read, and counts as none.
    const record = JSON.parse(await readFile(path.join(folder, recordName), 'utf8')) as SampleSummary;
    return Array.isArray(record.files) ? record : undefined;
  } catch {
    return undefined;
  }
}

export async function writeSampleRecord(folder: string, summary: SampleSummary): Promise<void> {
  await writeTextFile(folder, recordName, `${JSON.stringify(summary, undefined, 2)}\n`);
}

/** Whether a sample was written to its end and all of its files are still there, as long as they were. */
export async function isIntact(folder: string, files: readonly WrittenFile[]): Promise<boolean> {
  if (files.length === 0) return false;
  for (const file of files) {
    const found = await stat(path.join(folder, file.path)).catch(() => undefined);
    if (found?.size !== file.bytes) return false;
  }
  return true;
}

/**
 * Takes an earlier sample away, also one whose writing was cut short: what is named as ours in our folders, and nothing
 * else.
 */
export async function removeSample(folder: string): Promise<void> {
  for (const name of sampleFolders) {
    for (const file of await listFolder(folder, name)) {
      if (ours[name].test(file)) await rm(path.join(folder, name, file));
    }
  }
  await rm(path.join(folder, recordName), { force: true });
}

/** The first file in our folders, by name. Where there was no sample it is someone else's, and would be read along with one. */
export async function findFile(folder: string): Promise<string | undefined> {
  for (const name of sampleFolders) {
    const [first] = await listFolder(folder, name);
    if (first !== undefined) return `${name}/${first}`;
  }
  return undefined;
}

async function listFolder(folder: string, name: string): Promise<string[]> {
  const files = await readdir(path.join(folder, name)).catch(() => []);
  return files.sort();
}
