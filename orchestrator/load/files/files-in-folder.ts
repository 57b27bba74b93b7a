import { realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type FoundFile, foundFile } from './found-file.ts';

/** What lies in a folder and the folders in it. */
export interface FolderFiles {
  readonly files: readonly FoundFile[];
  /** Links that lead nowhere. */
  readonly deadLinks: readonly string[];
}

/**
 * All files of a folder, but for hidden ones. Links to folders are followed once everything else was seen, so that a folder that
 * can be reached in two ways is read once, under its own name.
 */
export async function filesInFolder(folder: string): Promise<FolderFiles> {
  const files: FoundFile[] = [];
  const deadLinks: string[] = [];
  const links: string[] = [];
  const visited = new Set<string>();

  const visit = async (current: string): Promise<void> => {
    const real = realpathSync(current);
    if (visited.has(real)) return;
    visited.add(real);
    const entries = await readdir(current, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      // Hidden files, and what Spark and macOS leave behind.
      if (/^[._]|^__MACOSX$/.test(entry.name)) continue;
      const full = path.join(current, entry.name);
      const stats = entry.isSymbolicLink() ? statSync(full, { throwIfNoEntry: false }) : entry;
      if (stats === undefined) deadLinks.push(full);
      else if (stats.isFile()) files.push(foundFile(full, false));
      else if (stats.isDirectory() && entry.isSymbolicLink()) links.push(full);
      else if (stats.isDirectory()) await visit(full);
    }
  };
  await visit(folder);
  for (let link = links.shift(); link !== undefined; link = links.shift()) await visit(link);
  return { files, deadLinks };
}
