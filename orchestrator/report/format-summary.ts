import { formatAreaCosts } from './format-area-costs.ts';
import { formatFinalMonths } from './format-final-months.ts';
import { formatProof } from './format-proof.ts';
import { formatCount, formatMoney, formatShare } from './format-quantity.ts';
import { formatTable } from './format-table.ts';
import { formatTagCoverage } from './format-tag-coverage.ts';
import { formatTitled } from './format-titled.ts';
import { formatUnallocated } from './format-unallocated.ts';
import type { RunSummary } from './run-summary.ts';
import type { Screen } from './screen.ts';
import { visibleText } from './visible-text.ts';

/** The whole report of a published run, its sections apart by an empty line; the last line says that it adds up, or not. */
export function formatSummary(summary: RunSummary, screen: Screen): string[] {
  // What matters most comes last: that is what a terminal still shows when the run is over.
  const sections = [
    formatProblems(summary, screen),
    formatEvents(summary, screen),
    formatTagCoverage(summary, screen),
    formatUnallocated(summary, screen),
    formatAreaCosts(summary, screen),
    formatChecks(summary, screen),
    formatPublishedAgain(summary, screen),
    formatFinalMonths(summary, screen),
    formatProof(summary, screen),
  ];
  return sections.filter((section) => section.length > 0).flatMap((section) => ['', ...section]);
}

function formatProblems({ problems, months }: RunSummary, { columns, paint }: Screen): string[] {
  if (problems.length === 0) return [];
  const { units: whole = 0n, currency = '' } = months.at(-1) ?? {};
  let reached = 0n;
  const rows = problems.slice(0, 5).map(({ product, usageType, area, units }) => {
    reached += units;
    return [formatMoney(units, currency), formatShare(reached, whole), product, usageType ?? '–', area];
  });
  const table = formatTable(
    [
      { title: 'cost', align: 'right' },
      { title: 'so far', align: 'right' },
      { title: 'product', gives: true },
      { title: 'usage type', gives: true },
      { title: 'product area', gives: true },
    ],
    rows,
    columns - 2,
  );
  return [
    paint.bold(`What costs most in ${months.at(-1)?.month.slice(0, 7)}`),
    ...formatTitled(table, paint.dim),
  ];
}

function formatEvents({ events }: RunSummary, { columns, paint }: Screen): string[] {
  const odd = events.filter(({ occurrences }) => occurrences > 0n);
  if (odd.length === 0) return [];
  const table = formatTable(
    [
      { title: 'times', align: 'right' },
      { title: 'what', gives: true },
      { title: 'treated how', gives: true },
    ],
    odd
      .slice(0, 8)
      .map(({ finding, occurrences, treatment }) => [formatCount(occurrences), finding, treatment]),
    columns - 2,
  );
  return [paint.bold('Odd in the events'), ...formatTitled(table, paint.dim)];
}

function formatPublishedAgain({ publishedAgain }: RunSummary, { paint }: Screen): string[] {
  return publishedAgain.map(({ month, lastRunId }) =>
    paint.yellow(
      `${month.slice(0, 7)} was published again, last by run ${visibleText(lastRunId)}: what reports say of it is of that run, and left out here`,
    ),
  );
}

function formatChecks({ checks, months, withoutOwnTotal }: RunSummary, { paint }: Screen): string[] {
  const missing = withoutOwnTotal.map(
    (month) =>
      `${month.slice(0, 7)}: the bill states no total of its own, so nothing shows whether the file is complete`,
  );
  if (checks.length === 0) return missing.map(paint.yellow);
  const verdicts = new Map<string, number>();
  for (const { verdict } of checks) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  const counts = [...verdicts].map(([verdict, count]) => `${formatCount(count)} ${verdict}`).join(', ');
  const twice = checks.filter(({ verdict }) => verdict === 'stated twice');
  const unknown = checks.filter(({ check }) => check === 'other');
  const first = checks.find(({ difference }) => difference !== undefined && difference !== 0n);
  const currency = months.find(({ month }) => month === first?.month)?.currency ?? '';
  const off =
    first === undefined
      ? ''
      : `; ${first.check} ${visibleText(first.subject)} is off by ${formatMoney(first.difference ?? 0n, currency)}`;
  return [
    `${paint.bold("The bill's own totals")}: ${counts}${off}`,
    ...twice.map(({ month, check, subject }) =>
      paint.yellow(
        `${month.slice(0, 7)}: the total of ${check} ${visibleText(subject)} is stated twice: is the bill in the files twice?`,
      ),
    ),
    ...unknown.map(({ month, subject }) =>
      paint.yellow(
        `${month.slice(0, 7)}: nobody knows what the rows "${visibleText(subject)}" of the bill sum up: they are in no sum and compared with nothing`,
      ),
    ),
    ...missing.map(paint.yellow),
  ];
}
