import path from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { StatementMonth } from '../../base/names.ts';
import type { Alarms } from '../../project/project.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';
import { monthAt } from './month-at.ts';

const hourMilliseconds = 3_600_000;

/** In its first days a month's bill doubles within hours, and says nothing of how it will grow. */
const firstHours = 72;

/** Below, a few new lines are a multiple, and no multiple does any harm. */
const smallest = { rows: 10_000, bytes: 1_000_000 } as const;

/**
 * Warnings of bills that got larger than what AWS charges for explains: a month that has several times the rows or bytes of its version
 * before, as a tag on every request, resource ids or another granularity in the report's settings make it; and one that is
 * larger than the project says a bill may be. `files` and `remembered`: this load's files, and those that were remembered before it.
 */
export function checkGrowth(
  files: readonly LoadedFile[],
  remembered: readonly LoadedFile[],
  { growth, largestBill }: Alarms,
): Diagnostic[] {
  const [bills = [], before = []] = [files, remembered].map((all) =>
    all.filter(({ source }) => source === 'bill'),
  );
  const known = new Set(before.map(({ sha256 }) => sha256));
  const changed = new Set(bills.filter(({ sha256 }) => !known.has(sha256)).flatMap(({ months }) => months));
  return [...changed].sort().flatMap((month): Diagnostic[] => {
    const now = versionOf(bills, month);
    if (now === undefined) return [];
    const then = versionOf(before, month);
    const grown = then === undefined ? undefined : growthOf(month, then, now, growth);
    const hint =
      'A tag with a value for each request does that, and so do resource ids or hours that somebody switched on in the report.';
    const found = [
      ...(grown === undefined
        ? []
        : [`${grown}; ${growth} times what the days since let expect is the limit.`]),
      ...(largestBill !== undefined && now.bytes > largestBill
        ? [`has ${shownCount(now.bytes)} bytes; project.yml allows it ${shownCount(largestBill)}.`]
        : []),
    ];
    return found.map((text) => ({
      severity: 'warning',
      code: 'grown-bill',
      message: `The bill of ${month.slice(0, 7)} ${text}`,
      place: { file: now.path },
      hint: `${hint} \`alarms\` in project.yml says how large is too large.`,
    }));
  });
}

/** A month's bill as one load knew it. */
interface Version {
  readonly rows: number;
  readonly bytes: number;
  readonly modifiedAt: number;
  /** How its files are packed and written: only of the same can bytes be compared. */
  readonly packing: string;
  readonly path: string;
}

/** Undefined where a file holds several months: of it nobody knows how much is of which. */
function versionOf(files: readonly LoadedFile[], month: StatementMonth): Version | undefined {
  const ofMonth = files.filter(({ months }) => months.includes(month));
  const [first] = ofMonth;
  if (first === undefined || ofMonth.some(({ months }) => months.length > 1)) return undefined;
  // The members of an archive each have the size of all of it.
  const byPath = new Map(ofMonth.map((file) => [file.path, file]));
  return {
    rows: ofMonth.reduce((sum, { rows }) => sum + rows, 0),
    bytes: [...byPath.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    modifiedAt: Math.max(...ofMonth.map(({ modifiedAt }) => modifiedAt)),
    packing: [...new Set(ofMonth.map((file) => `${file.spec} ${path.extname(file.path)}`))].sort().join(),
    path: first.path,
  };
}

/** By how much it grew, in words, if that is too much. */
function growthOf(month: StatementMonth, then: Version, now: Version, limit: number): string | undefined {
  const start = Date.parse(`${month}T00:00:00Z`);
  const end = Date.parse(`${monthAt(new Date(start), 1)}T00:00:00Z`);
  const hoursOf = ({ modifiedAt }: Version): number => (Math.min(modifiedAt, end) - start) / hourMilliseconds;
  if (hoursOf(then) < firstHours) return undefined;
  //   start of the month ──────── then ───────────── now ──── end: it may have grown as the hours have
  const most = limit * Math.max(1, hoursOf(now) / hoursOf(then));
  const isComparable = { rows: true, bytes: then.packing === now.packing };
  for (const measure of ['rows', 'bytes'] as const) {
    const isLarge = now[measure] >= smallest[measure] && then[measure] > 0;
    if (!isComparable[measure] || !isLarge || now[measure] <= most * then[measure]) continue;
    const times = (now[measure] / then[measure]).toFixed(1);
    return `has ${shownCount(now[measure])} ${measure}, ${times} times the ${shownCount(then[measure])} of its version before`;
  }
  return undefined;
}

function shownCount(count: number): string {
  return Math.round(count).toLocaleString('en');
}
