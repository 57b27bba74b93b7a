import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import { checked } from '../base/diagnostic.ts';
import type { SourceName } from '../project/project.ts';
import { globBase, isGlob, matchGlob } from './match-glob.ts';
import { findManifestFile, newestManifests, readManifest } from './read-manifest.ts';

/** A file that a source's locations lead to. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Whether it was named itself. One that merely lies in a folder is passed over if it is of another source. */
  readonly isNamed: boolean;
}

/**
 * The files of one source, in the order of their paths: a file itself, everything in a folder that looks like a file of the
 * source, what a glob matches, what a manifest names. `base` is where relative locations start from.
 */
export async function findFiles(
  source: SourceName,
  locations: readonly string[],
  base: string,
  show: (path: string) => string,
): Promise<Checked<readonly FoundFile[]>> {
  const diagnostics: Diagnostic[] = [];
  const files: FoundFile[] = [];
  const notFound = (message: string, hint?: string): void => {
    diagnostics.push({ severity: 'error', code: 'file-not-found', message, hint });
  };

  for (const location of locations) {
    if (/^s3:\/\//i.test(location)) {
      notFound(
        `"${location}" is in S3, which this version does not read for the source "${source}".`,
        'Copy the files to a folder (aws s3 sync) and name the folder; s3:// locations come with the redshift target.',
      );
      continue;
    }
    const absolute = path.resolve(base, location);
    const stats = statSync(absolute, { throwIfNoEntry: false });
    const found: FoundFile[] = [];
    if (stats?.isFile()) found.push(foundFile(absolute, true));
    else if (stats?.isDirectory())
      found.push(...(await filesIn(absolute)).filter((file) => isOfSource(source, file)));
    else if (isGlob(location)) found.push(...(await filesOfGlob(absolute)));
    else {
      notFound(
        `"${location}", a location of the source "${source}", does not exist.`,
        `Looked for ${show(absolute)}.`,
      );
      continue;
    }
    if (found.length === 0) {
      const kinds = source === 'bill' ? 'bill (.csv, .csv.gz, .zip, .parquet)' : 'event (.json, .jsonl, .gz)';
      const message = `"${location}", a location of the source "${source}", has no ${kinds} file.`;
      diagnostics.push({
        severity: 'error',
        code: source === 'bill' ? 'no-bill' : 'file-not-found',
        message,
      });
    }
    files.push(...(source === 'bill' ? await followManifests(found, stats?.isFile() === true) : found));
  }
  return checked(
    files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    diagnostics,
  );

  /** Where there is a manifest, only what the newest one of each billing period names: a folder may hold half a version. */
  async function followManifests(
    found: readonly FoundFile[],
    isNamed: boolean,
  ): Promise<readonly FoundFile[]> {
    const json = found.filter((file) => file.path.toLowerCase().endsWith('.json'));
    const manifests = [];
    for (const file of json) {
      const manifest = await readManifest(file.path);
      if (manifest !== undefined) manifests.push({ ...manifest, modifiedAt: file.modifiedAt });
    }
    if (manifests.length === 0) return isNamed ? found : found.filter((file) => !json.includes(file));
    return newestManifests(manifests).flatMap((manifest) => {
      if (manifest.keys.length === 0) {
        const message = `The manifest "${show(manifest.path)}" names no files.`;
        diagnostics.push({
          severity: 'error',
          code: 'no-bill',
          message,
          place: { file: show(manifest.path) },
        });
      }
      return manifest.keys.flatMap((key) => {
        const file = findManifestFile(manifest.path, key);
        if (file !== undefined) return [foundFile(file, true)];
        diagnostics.push({
          severity: 'error',
          code: 'file-not-found',
          message: `The manifest names "${key}", which is not beside it nor under a folder above it.`,
          place: { file: show(manifest.path) },
          hint: 'Copy the whole folder of the report, or name the data files themselves.',
        });
        return [];
      });
    });
  }
}

function foundFile(file: string, isNamed: boolean): FoundFile {
  const { size, mtimeMs } = statSync(file);
  return { path: file, bytes: size, modifiedAt: Math.floor(mtimeMs), isNamed };
}

async function filesIn(folder: string): Promise<FoundFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry): Promise<FoundFile[]> => {
      const full = path.join(folder, entry.name);
      // Hidden files, and what Spark and macOS leave behind.
      if (/^[._]|^__MACOSX$/.test(entry.name)) return [];
      const stats = entry.isSymbolicLink() ? statSync(full, { throwIfNoEntry: false }) : entry;
      if (stats?.isDirectory()) return entry.isSymbolicLink() ? [] : filesIn(full);
      return stats?.isFile() ? [foundFile(full, false)] : [];
    }),
  );
  return nested.flat();
}

async function filesOfGlob(glob: string): Promise<FoundFile[]> {
  const pattern = glob.replaceAll(path.sep, '/');
  const folder = globBase(pattern) || '.';
  if (!existsSync(folder)) return [];
  return (await filesIn(folder)).filter((file) => matchGlob(pattern, file.path.replaceAll(path.sep, '/')));
}

/** Whether a file that merely lies in a folder of the source may be one of its files; its content decides later. */
function isOfSource(source: SourceName, file: FoundFile): boolean {
  const name = path.basename(file.path).toLowerCase();
  if (source === 'bill')
    return (
      /\.(csv|tsv|parquet|zip|gz)$|manifest\.json$/.test(name) && !/\.(json|jsonl|ndjson)\.gz$/.test(name)
    );
  // Firehose gives its objects no extension.
  return (
    /\.(json|jsonl|ndjson|gz|zip)$|^[^.]+$|-\d{2}-[0-9a-f-]{36}$/.test(name) &&
    !/\.(csv|tsv|parquet)\.gz$/.test(name)
  );
}
