import { randomInt } from 'node:crypto';
import { type RunId, runId } from '../base/names.ts';

/** How many runs that start in the same millisecond can have names of their own: 1000 × 65 fit into four digits. */
const perMillisecond = 65;

/**
 * A name for a run that starts now, UTC: `r20170308t040506_1a2b`. Names sort by start: the four hexadecimal digits are the
 * millisecond, with something random after it.
 */
export function newRunId(now: Date, random: number = randomInt(perMillisecond)): RunId {
  const digits = now.toISOString().replace(/[-:]/g, '');
  const suffix = now.getUTCMilliseconds() * perMillisecond + random;
  return runId(`r${digits.slice(0, 8)}t${digits.slice(9, 15)}_${suffix.toString(16).padStart(4, '0')}`);
}
