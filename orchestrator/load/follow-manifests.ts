import path from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { type FoundFile, foundFile } from './found-file.ts';
import { periodFolderOf } from './period-folder.ts';
import { findManifestFile, type Manifest, newestManifests, readManifest } from './read-manifest.ts';
import { warnUnread } from './warn-unread.ts';

/** The bill files that are to be read of those that were found. */
export interface FollowedFiles {
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Of a report that has a manifest, only what the newest one of each billing period names: its folder may hold old versions, or
 * half of one. Files of no manifest's report stay. `isNamed`: `found` is one file that was given by its own name.
 */
export async function followManifests(
  found: readonly FoundFile[],
  isNamed: boolean,
  show: (path: string) => string,
): Promise<FollowedFiles> {
  const diagnostics: Diagnostic[] = [];
  const json = found.filter((file) => file.path.toLowerCase().endsWith('.json'));
  const manifests: (Manifest & { modifiedAt: number })[] = [];
  for (const file of json) {
    const manifest = await readManifest(file.path);
    if (manifest === undefined) continue;
    if ('problem' in manifest) diagnostics.push(broken(show(file.path), manifest.problem));
    else manifests.push({ ...manifest, modifiedAt: file.modifiedAt });
  }
  if (manifests.length === 0)
    return { files: isNamed ? found : found.filter((file) => !json.includes(file)), diagnostics };

  const named = newestManifests(manifests).flatMap((manifest) =>
    filesOfManifest(manifest, show(manifest.path), diagnostics),
  );
  const paths = new Set(named.map((file) => file.path));
  const rest = found.filter((file) => !json.includes(file) && !paths.has(file.path));
  const place = placesOf(manifests, [...paths]);
  diagnostics.push(
    ...warnUnread(
      rest.filter((file) => place(file.path) === 'odd').map((file) => show(file.path)),
      ', because the manifest of that report does not name it',
      'If it is a bill of its own, move it to another folder or name it itself.',
    ),
  );
  return { files: [...named, ...rest.filter((file) => place(file.path) === 'elsewhere')], diagnostics };
}

/** The files that a manifest names. */
function filesOfManifest(manifest: Manifest, shown: string, diagnostics: Diagnostic[]): FoundFile[] {
  if (manifest.keys.length === 0) {
    const message = `The manifest "${shown}" names no files.`;
    diagnostics.push({ severity: 'error', code: 'no-bill', message, place: { file: shown } });
  }
  return manifest.keys.flatMap((key) => {
    const file = findManifestFile(manifest.path, key);
    if (file !== undefined) return [foundFile(file, true)];
    diagnostics.push({
      severity: 'error',
      code: 'file-not-found',
      message: `The manifest names "${key}", which is not beside it nor under a folder above it.`,
      place: { file: shown },
      hint: 'Copy the whole folder of the report, or name the data files themselves.',
    });
    return [];
  });
}

/**
 * Where a file that no manifest names lies: among the versions of a report that has one, where such files are expected
 * ('version') or not ('odd'); or elsewhere.
 */
function placesOf(
  manifests: readonly Manifest[],
  named: readonly string[],
): (file: string) => 'version' | 'odd' | 'elsewhere' {
  const governing = [...manifests.map((manifest) => manifest.path), ...named];
  const periods = new Set(governing.map(periodFolderOf));
  const stems = new Set(manifests.flatMap((manifest) => manifest.keys.map(stemOf)));
  // A manifest that was copied out of its period's folder speaks for files of its report's name only.
  const flat = new Set(
    governing.filter((file) => periodFolderOf(file) === undefined).map((file) => path.dirname(file)),
  );
  return (file) => {
    const period = periodFolderOf(file);
    const isAlike = stems.has(stemOf(file));
    if (period !== undefined) return !periods.has(period) ? 'elsewhere' : isAlike ? 'version' : 'odd';
    const isBelow = [...flat].some((folder) => file.startsWith(folder + path.sep));
    return isBelow && isAlike ? 'odd' : 'elsewhere';
  };
}

/** What the parts of one report are all called: `cur-1.csv.gz` and `cur-00002.snappy.parquet` are `cur-#`. */
function stemOf(file: string): string {
  const name = path.basename(file).toLowerCase();
  return name.replace(/(\.(csv|tsv|snappy|parquet|gz|zip))+$/, '').replace(/\d+$/, '#');
}

function broken(shown: string, problem: string): Diagnostic {
  return {
    severity: 'error',
    code: 'bad-json',
    message: `The manifest "${shown}" cannot be followed: ${problem}.`,
    place: { file: shown },
    hint: 'Copy or download it again. Without it nobody knows which files of the folder are the bill.',
  };
}
