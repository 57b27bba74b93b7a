import type { SourceText } from '../base/source-text.ts';
import type { Parsed } from './check-shape.ts';
import { listFiles } from './list-files.ts';
import { readText } from './read-text.ts';

/** A file, or a folder that cannot be listed: then without a value. */
export type ReadFile = Parsed<SourceText> & { readonly file: string };

/** All files of a folder of the project whose name has the ending, as `listFiles` finds them; what cannot be read says why. */
export function readFolder(root: string, folder: string, ending: string): ReadFile[] {
  return listFiles(root, folder, ending).map(({ file, problem }) => ({
    file,
    ...(problem === undefined ? readText(root, file) : { diagnostics: [problem] }),
  }));
}
