import path from 'node:path';
import { type Checked, checked, type Diagnostic } from '../../base/diagnostic.ts';
import { withoutPassword } from '../../base/without-password.ts';
import type { SourceName } from '../../project/project.ts';
import type { FolderFiles } from './files-in-folder.ts';
import { followManifests } from './follow-manifests.ts';
import type { FoundFile } from './found-file.ts';
import { isGlob } from './match-glob.ts';
import { withoutOtherReports } from './other-reports.ts';
import type { SourceFiles } from './source-files.ts';
import { warnUnread } from './warn-unread.ts';

export interface SourceToFind {
  readonly source: SourceName;
  readonly locations: readonly string[];
  /** Where relative locations start from. */
  readonly base: string;
  readonly sourceFiles: SourceFiles;
}

/** What one location leads to. */
interface Finding {
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The files of one source, in the order of their paths: a file itself, everything in a folder that looks like a file of the
 * source, what a glob matches, what a manifest names. Rejects with an `ObjectStoreError` if S3 does not say what is there.
 */
export async function findFiles(
  work: SourceToFind,
  show: (path: string) => string,
): Promise<Checked<readonly FoundFile[]>> {
  const diagnostics: Diagnostic[] = [];
  const files: FoundFile[] = [];
  for (const location of work.locations) {
    const found = await filesOf(location, work, show);
    files.push(...found.files);
    diagnostics.push(...found.diagnostics);
  }
  return checked(
    files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    diagnostics,
  );
}

async function filesOf(
  location: string,
  { source, base, sourceFiles }: SourceToFind,
  show: (path: string) => string,
): Promise<Finding> {
  const refused = (code: Diagnostic['code'], message: string, hint?: string): Finding => ({
    files: [],
    diagnostics: [{ severity: 'error', code, message, hint }],
  });
  const named = withoutPassword(location);
  // Before anything is made of it: what S3 or a file system says of a place names it.
  if (named !== location) {
    const message = `"${named}", a location of the source "${source}", has a user or password in it, which is nowhere to be written.`;
    const hint =
      'Leave what stands before "@" away: who asks S3 is found in the environment, and other files are to be on this machine.';
    return refused('file-not-found', message, hint);
  }
  const place = sourceFiles.placeOf(location, base);
  const at = place.resolve(location);
  const lying = await place.look(at);
  if (lying?.kind === 'other') {
    const message = `"${location}", a location of the source "${source}", is neither a file nor a folder.`;
    return refused('unreadable-file', message);
  }
  if (lying === undefined && !isGlob(location)) {
    const message = `"${location}", a location of the source "${source}", does not exist.`;
    return refused('file-not-found', message, `Looked for ${show(at)}.`);
  }
  const { files: found, diagnostics } =
    lying?.kind === 'file'
      ? { files: [lying.file], diagnostics: [] }
      : lying?.kind === 'folder'
        ? filesOfFolder(source, lying, show)
        : { files: await place.match(location), diagnostics: [] };
  if (found.length === 0) {
    const kinds = source === 'bill' ? 'bill (.csv, .csv.gz, .zip, .parquet)' : 'event (.json, .jsonl, .gz)';
    const message = `"${location}", a location of the source "${source}", has no ${kinds} file.`;
    const none = refused(source === 'bill' ? 'no-bill' : 'file-not-found', message);
    return { files: [], diagnostics: [...diagnostics, ...none.diagnostics] };
  }
  if (source !== 'bill') return { files: found, diagnostics };
  const bills = await followManifests(found, {
    place,
    copies: sourceFiles.copies,
    isNamed: lying?.kind === 'file',
    show,
  });
  return { files: bills.files, diagnostics: [...diagnostics, ...bills.diagnostics] };
}

/** What of a folder looks like a file of the source. */
function filesOfFolder(
  source: SourceName,
  { files: all, deadLinks }: FolderFiles,
  show: (path: string) => string,
): Finding {
  const named = all.filter((file) => isNameOfSource(source, path.basename(file.path)));
  const files = source === 'bill' ? withoutOtherReports(named) : named;
  const others = all.filter(
    (file) => source === 'bill' && !isNameOfSource('bill', path.basename(file.path)) && !isNoBill(file),
  );
  const diagnostics = warnUnread(
    [...others.map((file) => file.path), ...deadLinks].map(show),
    ': no bill ends so, or the link leads nowhere',
    'A bill is .csv, .tsv, .parquet, .gz or .zip; unpack or rename what is one, or name it itself.',
  );
  return { files, diagnostics };
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
  return (
    /\.(json|jsonl|ndjson)(\.gz)?$|\.(sql|ya?ml|md)$|-\d{2}-[0-9a-f-]{36}$/i.test(file.path) ||
    path.basename(file.path) === 'aws-programmatic-access-test-object'
  );
}
