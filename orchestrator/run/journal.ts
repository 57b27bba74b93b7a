import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RunId } from '../base/names.ts';
import type { RunEvent } from './run-event.ts';

export interface Journal {
  /** Adds one event, with its time. */
  write(event: RunEvent): void;
  /** Nothing is written after it. */
  close(): void;
  /** Why the last one could not be written. */
  problem(): string | undefined;
}

/**
 * What happened in a run, one JSON object a line in target/runs/<run id>/journal.jsonl. Each line is in the file before
 * the run goes on, so the journal of a run that was killed tells how far it came. A run does not fail for its journal.
 */
export function openJournal(root: string, run: RunId, now: () => Date): Journal {
  const folder = path.join(root, 'target', 'runs', run);
  const file = path.join(folder, 'journal.jsonl');
  let problem: string | undefined;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  };
  // Kept open: to open it anew for each of hundreds of events takes as long as a small model.
  let descriptor: number | undefined;
  attempt(() => {
    mkdirSync(folder, { recursive: true });
    descriptor = openSync(file, 'a');
  });
  return {
    write: (event) =>
      attempt(() => {
        if (descriptor === undefined) return;
        writeSync(descriptor, `${JSON.stringify({ at: now().toISOString(), ...event })}\n`);
      }),
    close: () =>
      attempt(() => {
        if (descriptor !== undefined) closeSync(descriptor);
        descriptor = undefined;
      }),
    problem: () => problem,
  };
}
