import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface CompiledFile {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string;
  readonly sql: string;
}

/** Writes each query to its file. One that holds it already is left as it is: reading costs a quarter of writing. */
export function writeCompiledFiles(root: string, files: Iterable<CompiledFile>): void {
  const folders = new Set<string>();
  for (const { file, sql } of files) {
    const place = path.join(root, file);
    const folder = path.dirname(place);
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    const text = `${sql}\n`;
    if (readIfThere(place) !== text) writeFileSync(place, text);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
