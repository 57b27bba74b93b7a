import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readUtf8 } from '../base/read-utf8.ts';

export interface CompiledFile {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string;
  readonly sql: string;
}

/** Writes each query to its file. One that holds it already is left as it is: reading costs a quarter of writing. */
export function writeCompiledFiles(root: string, files: Iterable<CompiledFile>): void {
  // Of each folder whether we have made it, so that there is nothing in it to look at.
  const areNew = new Map<string, boolean>();
  for (const { file, sql } of files) {
    const place = path.join(root, file);
    const folder = path.dirname(place);
    const isNew = areNew.get(folder) ?? mkdirSync(folder, { recursive: true }) !== undefined;
    areNew.set(folder, isNew);
    const text = `${sql}\n`;
    if (isNew || readIfThere(place) !== text) writeFileSync(place, text);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readUtf8(file);
  } catch {
    return undefined;
  }
}
