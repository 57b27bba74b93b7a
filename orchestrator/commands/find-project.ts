import path from 'node:path';
import { isThere } from '../project/unreadable-file.ts';

/** The folder of project.yml: the one that is named, else this one or the nearest above it; this one if there is none. */
export function findProject(named: string | undefined, workingFolder: string): string {
  if (named !== undefined) return path.resolve(workingFolder, named);
  for (let folder = workingFolder; ; folder = path.dirname(folder)) {
    if (isThere(folder, 'project.yml')) return folder;
    if (folder === path.dirname(folder)) return workingFolder;
  }
}
