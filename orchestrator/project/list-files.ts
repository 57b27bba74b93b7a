import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * The files in a folder of the project and in its subfolders whose name has the ending, relative to the root with forward
 * slashes, in alphabetical order. A folder that is not there has none; names that begin with a dot are passed over.
 */
export async function listFiles(root: string, folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    },
  );
  const found = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      if (entry.name.startsWith('.')) return [];
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(root, file, ending);
      return entry.name.endsWith(ending) ? [file] : [];
    }),
  );
  // By code unit: the same order on every machine, whatever its language.
  return found.flat().sort();
}
