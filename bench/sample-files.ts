import { mkdir, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { BenchFolder } from './bench-folder.ts';

/** A sample company's files, as the command line is to be given them. */
export interface SampleFiles {
  readonly bill: readonly string[];
  readonly sources: SourceFolders;
}

export interface SourceFolders {
  readonly bill: string;
  readonly ecs_events: string;
  readonly ebs_events: string;
  readonly resource_snapshots: string;
}

/** What a line of the bill takes on disk, with its part of the events. */
const bytesPerLine = 460;

/** Makes a sample in a folder of its own, unless it is there already. */
export async function makeSample(
  folder: BenchFolder,
  { lines, months }: { readonly lines: number; readonly months: number },
): Promise<SampleFiles> {
  const sample = path.join(folder.path, `sample-${lines}-${months}`);
  const parameters = ['--lines', String(lines), '--months', String(months), '--seed', '1'];
  await folder.apportion(['sample', ...parameters, '--no-truth', '--out', sample, '--quiet'], {
    // Ten million tasks do not fit into what Node allows itself.
    nodeOptions: lines > 10_000_000 ? ['--max-old-space-size=16384'] : [],
  });
  const bill = path.join(sample, 'bill');
  return {
    bill: await filesOf(bill),
    sources: {
      bill,
      ecs_events: path.join(sample, 'ecs-events'),
      ebs_events: path.join(sample, 'ebs-events'),
      resource_snapshots: path.join(sample, 'resource-snapshots'),
    },
  };
}

/** The files of a folder, by name. */
export async function filesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort().map((name) => path.join(folder, name));
}

/** The options that name the sources. */
export function sourceOptions(sources: Partial<SourceFolders>): string[] {
  return Object.entries(sources).flatMap(([name, folder]) => ['--source', `${name}=${folder}`]);
}

/**
 * What a benchmark of so many lines needs that the disk does not have, as a sentence; undefined if it is enough. The sample
 * stays while databases and other forms of the same bill are made beside it.
 */
export async function checkDisk(folder: string, lines: number, share: number): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const needed = lines * bytesPerLine * share - (await sampleBytes(folder));
  if (bavail * bsize >= needed) return undefined;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  return `A bill of ${lines.toLocaleString('en')} lines and what is built of it take up to ${gigabytes(needed)}, and "${folder}" has ${gigabytes(bavail * bsize)} left: free some, or name another folder with --folder.`;
}

/** What the samples of earlier runs take, which need not be made again. */
async function sampleBytes(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => /^sample-\d+-\d+$/.test(name));
  let bytes = 0;
  for (const name of names) {
    for (const file of await readdir(path.join(folder, name), { recursive: true, withFileTypes: true }))
      if (file.isFile()) bytes += (await stat(path.join(file.parentPath, file.name))).size;
  }
  return bytes;
}
