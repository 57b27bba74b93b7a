import { lstat, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { production } from '../company/accounts.ts';
import type { SampleSummary } from '../sample-summary.ts';
import { type WrittenFile, writeTextFile } from './text-file.ts';

/** Says which sample a folder holds. Written empty before the first file, and whole after the last one. */
const recordName = 'sample.json';

/** The folders that a sample consists of; their names are those of the sources. */
const sampleFolders = ['bill', 'ecs-events', 'ebs-events', 'resource-snapshots', 'truth'] as const;

const ours: Readonly<Record<(typeof sampleFolders)[number], RegExp>> = {
  bill: new RegExp(
    `^${production.id}-aws-billing-detailed-line-items-with-resources-and-tags-2017-(0[1-9]|1[0-2])\\.csv(\\.gz)?$`,
  ),
  'ecs-events': /^ecs-events-1-.*\.json\.gz$/,
  'ebs-events': /^ebs-events-1-.*\.json\.gz$/,
  'resource-snapshots': /^describe-(volumes|container-instances)-.*\.json$/,
  truth: /^(costs_by_(ecs_service|product_area|aws_product)|allocated_costs_by_method)\.csv$/,
};

/** What the folder holds; without files if the writing of a sample there was cut short. */
export async function readSampleRecord(folder: string): Promise<SampleSummary | undefined> {
  try {
    // What we wrote ourselves, in any version, has these; a file of another shape counts as none.
    const record = JSON.parse(await readFile(path.join(folder, recordName), 'utf8')) as SampleSummary;
    const isNumbered = [record.version, record.lines, record.seed].every(Number.isSafeInteger);
    return isNumbered && Array.isArray(record.files) ? record : undefined;
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

/**
 * The first file that is someone else's and would be read along with the sample, or written over: in our folders, where there is a sample of names that none of
 * its files has; or the record, if that is none.
 */
export async function findForeignFile(folder: string, hasSample: boolean): Promise<string | undefined> {
  for (const name of sampleFolders) {
    const files = await listFolder(folder, name);
    const foreign = files.find((file) => !hasSample || !ours[name].test(file));
    if (foreign !== undefined) return `${name}/${foreign}`;
  }
  const record = await lstat(path.join(folder, recordName)).catch(() => undefined);
  return record === undefined || (hasSample && record.isFile()) ? undefined : recordName;
}

async function listFolder(folder: string, name: string): Promise<string[]> {
  const files = await readdir(path.join(folder, name)).catch(() => []);
  return files.sort();
}
