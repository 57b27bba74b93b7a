import { type Dirent, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { isThere, noFile, unfollowed, unreadableFile } from './unreadable-file.ts';

export interface ListedFile {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** Why it cannot be read; also of a folder that cannot be listed. */
  readonly problem?: Diagnostic | undefined;
}

/** Folders of a folder that is listed, too: each may be a link, as every folder that the project has by its name. */
const listedThemselves: ReadonlySet<string> = new Set(['models/raw', 'models/contracts']);

/**
 * The files in a folder of the project and in its subfolders whose name has the ending, in alphabetical order. A folder that
 * is not there has none; names that begin with a dot are passed over.
 */
export function listFiles(root: string, folder: string, ending: string): ListedFile[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch (error) {
    return isThere(root, folder) ? [{ file: folder, problem: unreadableFile(error, root, folder) }] : [];
  }
  const found = entries.flatMap((entry): ListedFile[] => {
    if (entry.name.startsWith('.')) return [];
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(root, file, ending);
    if (entry.name.endsWith(ending)) return [{ file, problem: noFile(root, file, entry) }];
    if (!entry.isSymbolicLink() || listedThemselves.has(file)) return [];
    const problem = unfollowed(root, file);
    return problem === undefined ? [] : [{ file, problem }];
  });
  // By code unit: the same order on every machine, whatever its language.
  return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}
