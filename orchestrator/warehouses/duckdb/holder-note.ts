import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { WarehouseHolder } from '../warehouse.ts';

const noteOf = (database: string): string => `${database}.lock.json`;

/**
 * Writes down who holds the database. Only a note for people: the lock itself is DuckDB's, on the file, and dies with its
 * process, so a note that was left behind is never believed by itself.
 */
export function writeHolderNote(database: string, holder: WarehouseHolder): void {
  writeFileSync(noteOf(database), `${JSON.stringify(holder)}\n`);
}

/** What the holder of a locked database wrote down; empty if that is not readable. */
export function readHolderNote(database: string): WarehouseHolder {
  try {
    const note: unknown = JSON.parse(readFileSync(noteOf(database), 'utf8'));
    if (typeof note !== 'object' || note === null) return {};
    return {
      ...('pid' in note && typeof note.pid === 'number' && { pid: note.pid }),
      ...('since' in note && typeof note.since === 'string' && { since: note.since }),
      ...('command' in note && typeof note.command === 'string' && { command: note.command }),
    };
  } catch {
    return {};
  }
}

export function removeHolderNote(database: string): void {
  rmSync(noteOf(database), { force: true });
}
