import { randomBytes } from 'node:crypto';
import { type RunId, runId } from '../base/names.ts';

/** A name for a run that starts now, UTC: `r20170308t040506_1a2b`. */
export function newRunId(now: Date, random: string = randomBytes(2).toString('hex')): RunId {
  const digits = now.toISOString().replace(/[-:]/g, '');
  return runId(`r${digits.slice(0, 8)}t${digits.slice(9, 15)}_${random}`);
}
