import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import { checked } from '../base/diagnostic.ts';
import type { SourceName } from '../project/project.ts';
import { filesInFolder } from './files-in-folder.ts';
import { followManifests } from './follow-manifests.ts';
import { type FoundFile, foundFile } from './found-file.ts';
import { globBase, isGlob, matchGlob } from './match-glob.ts';
import { warnUnread } from './warn-unread.ts';

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
    else if (stats?.isDirectory()) {
      const { files: all, deadLinks } = await filesInFolder(absolute);
      found.push(...all.filter((file) => isNameOfSource(source, path.basename(file.path))));
      const others = all.filter(
        (file) => source === 'bill' && !isNameOfSource('bill', path.basename(file.path)) && !isNoBill(file),
      );
      diagnostics.push(
        ...warnUnread(
          [...others.map((file) => file.path), ...deadLinks].map(show),
          ': no bill ends so, or the link leads nowhere',
          'A bill is .csv, .tsv, .parquet, .gz or .zip; unpack or rename what is one, or name it itself.',
        ),
      );
    } else if (stats !== undefined) {
      const message = `"${location}", a location of the source "${source}", is neither a file nor a folder.`;
      diagnostics.push({ severity: 'error', code: 'unreadable-file', message });
      continue;
    } else if (isGlob(location)) found.push(...(await filesOfGlob(absolute)));
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
    if (source !== 'bill') {
      files.push(...found);
      continue;
    }
    const bills = await followManifests(found, stats?.isFile() === true, show);
    files.push(...bills.files);
    diagnostics.push(...bills.diagnostics);
  }
  return checked(
    files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    diagnostics,
  );
}

async function filesOfGlob(glob: string): Promise<FoundFile[]> {
  const pattern = glob.replaceAll(path.sep, '/');
  const folder = globBase(pattern) || '.';
  if (!existsSync(folder)) return [];
  const { files } = await filesInFolder(folder);
  return files.filter((file) => matchGlob(pattern, file.path.replaceAll(path.sep, '/')));
}

/** Whether a file that merely lies in a folder of the source may be one of its files, by its name; its content decides later. */
export function isNameOfSource(source: SourceName, fileName: string): boolean {
  const name = fileName.toLowerCase();
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

/** Whether a file that is not read as a bill is nothing to speak of: what AWS puts beside a report, documentation, events. */
function isNoBill(file: FoundFile): boolean {
  return /\.(json|jsonl|ndjson)(\.gz)?$|\.(sql|ya?ml|md)$|-\d{2}-[0-9a-f-]{36}$/i.test(file.path);
}
