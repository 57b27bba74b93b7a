import type { Diagnostic } from '../../base/diagnostic.ts';
import { formatCost, parseCost } from '../../base/money.ts';
import type { StatementMonth } from '../../base/names.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';
import { monthAt } from './month-at.ts';

/** AWS writes the bill of an open month several times a day; a day and a half without a new one is no pause. */
const longestPauseHours = 36;
const hourMilliseconds = 3_600_000;

/**
 * Warnings of what AWS delivers otherwise than it does: no new bill for a day and a half although a month is open, and a version of a
 * month that has fewer lines or costs less than the one before it. Both can be right (a company that closed its accounts, a credit), and both
 * are what a broken delivery looks like. `files` and `remembered`: this load's files, and those that were remembered before it.
 */
export function checkDeliveries(
  files: readonly LoadedFile[],
  remembered: readonly LoadedFile[],
  now: Date,
): Diagnostic[] {
  const [bills, before] = [files, remembered].map((all) => all.filter(({ source }) => source === 'bill'));
  return [...warnStale(bills ?? [], now), ...warnShrunk(bills ?? [], before ?? [])];
}

/** Of the current month and the one before, which is open until its invoice is written: older months are being filled in. */
function warnStale(bills: readonly LoadedFile[], now: Date): Diagnostic[] {
  const open = new Set([monthAt(now), monthAt(now, -1)]);
  const newest = bills
    .filter(({ months }) => months.some((month) => open.has(month)))
    .reduce<LoadedFile | undefined>(
      (last, file) => (last === undefined || file.modifiedAt > last.modifiedAt ? file : last),
      undefined,
    );
  if (newest === undefined) return [];
  const hours = Math.floor((now.getTime() - newest.modifiedAt) / hourMilliseconds);
  if (hours < longestPauseHours) return [];
  const at = new Date(newest.modifiedAt).toISOString().slice(0, 16).replace('T', ' ');
  return [
    {
      severity: 'warning',
      code: 'stale-bill',
      message: `The newest bill of ${[...open].map(shown).join(' and ')} is of ${at} UTC, ${hours} hours ago.`,
      place: { file: newest.path },
      hint: 'AWS writes the bill of an open month several times a day: look whether it is still delivered, and copied from there.',
    },
  ];
}

/** Of months that were loaded before, from files that hold one month each: of others it is not known how much is of which. */
function warnShrunk(bills: readonly LoadedFile[], before: readonly LoadedFile[]): Diagnostic[] {
  const known = new Set(before.map(({ sha256 }) => sha256));
  const changed = new Set(bills.filter(({ sha256 }) => !known.has(sha256)).flatMap(({ months }) => months));
  return [...changed].sort().flatMap((month): Diagnostic[] => {
    const [now, then] = [sumOf(bills, month), sumOf(before, month)];
    if (now === undefined || then === undefined) return [];
    if (now.rows >= then.rows && now.cost >= then.cost) return [];
    const message = `The bill of ${shown(month)} has ${now.rows} rows that sum to ${now.text}; its version before had ${then.rows} rows and ${then.text}, totals rows included.`;
    const hint = 'A credit or a correction by AWS does that, and so does a delivery that was cut off.';
    return [{ severity: 'warning', code: 'shrunk-bill', message, place: { file: now.path }, hint }];
  });
}

interface MonthSum {
  readonly rows: number;
  /** Totals rows included, in both versions. */
  readonly cost: bigint;
  readonly text: string;
  readonly path: string;
}

function sumOf(bills: readonly LoadedFile[], month: StatementMonth): MonthSum | undefined {
  const ofMonth = bills.filter(({ months }) => months.includes(month));
  const [first] = ofMonth;
  if (first === undefined || ofMonth.some(({ months }) => months.length > 1)) return undefined;
  const cost = ofMonth.reduce((sum, { costTotal }) => sum + (parseCost(costTotal ?? '0') ?? 0n), 0n);
  const rows = ofMonth.reduce((sum, file) => sum + file.rows, 0);
  return { rows, cost, text: formatCost(cost), path: first.path };
}

function shown(month: StatementMonth): string {
  return month.slice(0, 7);
}
