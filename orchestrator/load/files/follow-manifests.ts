import path from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { copiesInFlight, type FileCopies } from './file-copies.ts';
import type { FilePlace } from './file-place.ts';
import type { FoundFile } from './found-file.ts';
import { inAdvance } from './in-advance.ts';
import { periodFolderOf } from './period-folder.ts';
import { type Manifest, newestManifests, readManifest } from './read-manifest.ts';
import { reportStem } from './report-stem.ts';
import { warnUnread } from './warn-unread.ts';

/** The bill files that are to be read of those that were found. */
export interface FollowedFiles {
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface WhereFound {
  readonly place: FilePlace;
  readonly copies: FileCopies;
  /** Whether it is one file that was given by its own name. */
  readonly isNamed: boolean;
  readonly show: (path: string) => string;
}

/**
 * Of a report that has a manifest, only what the newest one of each billing period names: its folder may hold old versions, or
 * half of one. Files of no manifest's report stay. Of all these only manifests are read.
 */
export async function followManifests(
  found: readonly FoundFile[],
  { place, copies, isNamed, show }: WhereFound,
): Promise<FollowedFiles> {
  const diagnostics: Diagnostic[] = [];
  const json = found.filter((file) => file.path.toLowerCase().endsWith('.json'));
  const manifests: (Manifest & { modifiedAt: number })[] = [];
  const read = inAdvance(json, copiesInFlight, async (file) => {
    const manifest = await readManifest(file.path, await copies.bring(file));
    await copies.settle(file, []);
    return manifest;
  });
  for (const file of json) {
    const manifest = await read(file);
    if (manifest === undefined) continue;
    if ('problem' in manifest) diagnostics.push(broken(show(file.path), manifest.problem));
    else manifests.push({ ...manifest, modifiedAt: file.modifiedAt });
  }
  if (manifests.length === 0)
    return { files: isNamed ? found : found.filter((file) => !json.includes(file)), diagnostics };

  const named: FoundFile[] = [];
  const known = new Map(found.map((file) => [file.path, file]));
  for (const manifest of newestManifests(manifests)) {
    const files = await filesOfManifest(manifest, place, known);
    const shown = show(manifest.path);
    if (manifest.keys.length === 0) diagnostics.push(empty(shown));
    named.push(
      ...files.flatMap(({ file }) => (file === undefined ? [] : { ...file, manifest: manifest.path })),
    );
    diagnostics.push(...files.flatMap(({ key, file }) => (file === undefined ? missing(shown, key) : [])));
  }
  const paths = new Set(named.map((file) => file.path));
  const rest = found.filter((file) => !json.includes(file) && !paths.has(file.path));
  const placeOf = placesOf(manifests, [...paths]);
  diagnostics.push(
    ...warnUnread(
      rest.filter((file) => placeOf(file.path) === 'odd').map((file) => show(file.path)),
      ', because the manifest of that report does not name it',
      'If it is a bill of its own, move it to another folder or name it itself.',
    ),
  );
  return { files: [...named, ...rest.filter((file) => placeOf(file.path) === 'elsewhere')], diagnostics };
}

/** The files that a manifest names, those that are not there as well. */
async function filesOfManifest(
  { path: manifest, keys }: Manifest,
  place: FilePlace,
  known: ReadonlyMap<string, FoundFile>,
): Promise<{ readonly key: string; readonly file: FoundFile | undefined }[]> {
  const files: { readonly key: string; readonly file: FoundFile | undefined }[] = [];
  for (const key of keys) files.push({ key, file: await place.fileOfManifest(manifest, key, known) });
  return files;
}

function empty(shown: string): Diagnostic {
  const message = `The manifest "${shown}" names no files.`;
  return { severity: 'error', code: 'no-bill', message, place: { file: shown } };
}

function missing(shown: string, key: string): Diagnostic {
  return {
    severity: 'error',
    code: 'file-not-found',
    message: `The manifest names "${key}", which is not beside it nor under a folder above it.`,
    place: { file: shown },
    hint: 'Copy the whole folder of the report, or name the data files themselves.',
  };
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
  const stems = new Set(manifests.flatMap((manifest) => manifest.keys.map(reportStem)));
  // A manifest that was copied out of its period's folder speaks for files of its report's name only.
  const flat = new Set(
    governing.filter((file) => periodFolderOf(file) === undefined).map((file) => path.dirname(file)),
  );
  return (file) => {
    const period = periodFolderOf(file);
    const isAlike = stems.has(reportStem(file));
    if (period !== undefined) return !periods.has(period) ? 'elsewhere' : isAlike ? 'version' : 'odd';
    const isBelow = [...flat].some(
      (folder) => file.startsWith(folder) && /[\\/]/.test(file.charAt(folder.length)),
    );
    return isBelow && isAlike ? 'odd' : 'elsewhere';
  };
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
