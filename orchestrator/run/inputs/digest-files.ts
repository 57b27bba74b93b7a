import { createHash } from 'node:crypto';
import type { StatementMonth } from '../../base/names.ts';
import type { LoadedFile } from '../../load/raw/loaded-files.ts';

/** What months are built from, besides the project: the contents of files, wherever they lie and whenever they were written. */
export interface FileDigests {
  /** Of the bill files of each month. */
  readonly bills: ReadonlyMap<StatementMonth, string>;
  /** Of all files of events and snapshots. */
  readonly events: string;
}

/** The digests of the files that are in the raw tables. */
export function digestFiles(files: readonly LoadedFile[]): FileDigests {
  const bills = new Map<StatementMonth, LoadedFile[]>();
  const events: LoadedFile[] = [];
  for (const file of files) {
    if (file.source !== 'bill') events.push(file);
    for (const month of file.months) bills.set(month, [...(bills.get(month) ?? []), file]);
  }
  return {
    bills: new Map([...bills].map(([month, ofMonth]) => [month, digestOf(ofMonth)])),
    events: digestOf(events),
  };
}

/** Several files with one content are one: it is in the raw tables once. */
function digestOf(files: readonly LoadedFile[]): string {
  const contents = new Set(files.map(({ spec, specHash, sha256 }) => `${spec} ${specHash} ${sha256}`));
  return createHash('sha256')
    .update([...contents].sort().join('\n'))
    .digest('hex');
}
