import { formatAreaCosts } from './format-area-costs.ts';
import { formatFinalMonths } from './format-final-months.ts';
import { formatProof } from './format-proof.ts';
import { formatCount, formatMoney, formatShare } from './format-quantity.ts';
import { formatTable } from './format-table.ts';
import { formatTagCoverage } from './format-tag-coverage.ts';
import { formatTitled } from './format-titled.ts';
import { formatUnallocated } from './format-unallocated.ts';
import type { BillCheck, RunSummary } from './run-summary.ts';
import type { Screen } from './screen.ts';

/** The whole report of a published run, its sections apart by an empty line; the last line says that it adds up, or not. */
export function formatSummary(summary: RunSummary, screen: Screen): string[] {
  // What matters most comes last: that is what a terminal still shows when the run is over.
  const sections = [
    formatProblems(summary, screen),
    formatEvents(summary, screen),
    formatTagCoverage(summary, screen),
    formatUnallocated(summary, screen),
    formatAreaCosts(summary, screen),
    formatChecks(summary.checks, screen),
    formatFinalMonths(summary, screen),
    formatProof(summary, screen),
  ];
  return sections.filter((section) => section.length > 0).flatMap((section) => ['', ...section]);
}

function formatProblems({ problems, months }: RunSummary, { columns, paint }: Screen): string[] {
  if (problems.length === 0) return [];
  const whole = months.at(-1)?.units ?? 0n;
  let reached = 0n;
  const rows = problems.slice(0, 5).map(({ product, usageType, area, units }) => {
    reached += units;
    return [formatMoney(units), formatShare(reached, whole), product, usageType, area];
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

function formatChecks(checks: readonly BillCheck[], { paint }: Screen): string[] {
  if (checks.length === 0) return [];
  const verdicts = new Map<string, number>();
  for (const { verdict } of checks) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  const counts = [...verdicts].map(([verdict, count]) => `${formatCount(count)} ${verdict}`).join(', ');
  const first = checks.find(({ difference }) => difference !== undefined && difference !== 0n);
  const off =
    first === undefined
      ? ''
      : `; ${first.check} ${first.subject} is off by ${formatMoney(first.difference ?? 0n)}`;
  return [`${paint.bold("The bill's own totals")}: ${counts}${off}`];
}
