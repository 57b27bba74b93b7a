import { type Dirent, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The files in a folder of the project and in its subfolders whose name has the ending, relative to the root with forward
 * slashes, in alphabetical order. A folder that is not there has none; names that begin with a dot are passed over.
 */
export function listFiles(root: string, folder: string, ending: string): string[] {
  const found = entriesOf(path.join(root, folder)).flatMap((entry): string[] => {
    if (entry.name.startsWith('.')) return [];
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(root, file, ending);
    return entry.name.endsWith(ending) ? [file] : [];
  });
  // By code unit: the same order on every machine, whatever its language.
  return found.sort();
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return [];
    throw error;
  }
}
