import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes a file that can be made again: beside its place and renamed into it, so that of several processes that do it at a
 * time one gives the file, as a whole. That it cannot be written is no mistake; nothing of it is there then.
 */
export function keepFile(file: string, parts: Iterable<string | Buffer>): void {
  const unfinished = `${file}.${randomUUID()}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const descriptor = openSync(unfinished, 'wx');
    try {
      for (const part of parts) writeFileSync(descriptor, part);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, file);
  } catch {
    removeIfThere(unfinished);
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where not even the folder is one, there is nothing to remove.
  }
}
