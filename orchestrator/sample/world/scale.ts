import { billStartedAt, hourMs, middleOf, type SampleCalendar } from '../calendar.ts';

/** The smallest sample in which everything still occurs. */
export const leastSampleLines = 1000;

/** How much of everything a company of so many bill lines has. */
export interface Scale {
  readonly hostHours: number;
  readonly plainInstanceHours: number;
  readonly fargateHours: number;
}

/** A host costs about four lines an hour with its volumes: together they make up a quarter of the bill. */
export function scaleOf(lines: number): Scale {
  return {
    hostHours: Math.floor(lines * 0.052),
    plainInstanceHours: Math.floor(lines * 0.012),
    fargateHours: Math.floor(lines * 0.006),
  };
}

/** When something goes on, and how many of it at a time on average. */
export interface Activity {
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly concurrency: number;
}

/**
 * Spreads hours over all months; where they are too few for `least` at a time, over a shorter time around the first turn
 * of the month, so that it still has lines on both sides of it.
 */
export function spreadHours(calendar: SampleCalendar, hours: number, least: number): Activity {
  const { stoppedAt } = calendar;
  if (hours >= least * calendar.hours)
    return { startedAt: billStartedAt, stoppedAt, concurrency: hours / calendar.hours };
  const half = Math.max(2, Math.floor(hours / least / 2));
  const turn = middleOf(calendar);
  return {
    startedAt: Math.max(billStartedAt, turn - half * hourMs),
    stoppedAt: Math.min(stoppedAt, turn + half * hourMs),
    concurrency: least,
  };
}
