import type { UnchangedMonths } from '../run/inputs/choose-run-months.ts';
import { visibleText } from './visible-text.ts';

/** Of months that a run leaves as they are while it builds others: `2017-01 is as it was, not built again`. */
export function formatLeftOut({ months, held }: UnchangedMonths): string {
  const parts = [
    ...(months.length === 0
      ? []
      : [`${formatMonths(months)} ${isOrAre(months)} as before and not built again`]),
    ...(held.length === 0 ? [] : [formatHeld(held)]),
  ];
  return parts.join('; ');
}

/** What is said instead of an outcome when nothing is new, in one line. */
export function formatUnchanged({ months, held, runId, publishedAt }: UnchangedMonths): string {
  const since = `Nothing new since run ${visibleText(runId)}, published ${visibleText(publishedAt.slice(0, 19))} UTC`;
  const parts = [
    ...(months.length === 0 ? [] : [`${formatMonths(months)} ${isOrAre(months)} as before`]),
    ...(held.length === 0 ? [] : [formatHeld(held)]),
  ];
  return `${since}: ${parts.join('; ')}.`;
}

/** `2017-01, 2017-02`, or from when to when if there are many. */
export function formatMonths(months: readonly string[]): string {
  const names = months.map((month) => month.slice(0, 7));
  return names.length <= 3 ? names.join(', ') : `${names.length} months, ${names.at(0)} to ${names.at(-1)}`;
}

function formatHeld(held: readonly string[]): string {
  const [first = ''] = held;
  return `${formatMonths(held)} ${isOrAre(held)} final, so new events alone do not build ${held.length === 1 ? 'it' : 'them'} again (--month ${first.slice(0, 7)} does)`;
}

function isOrAre(months: readonly string[]): string {
  return months.length === 1 ? 'is' : 'are';
}
