import { formatAreaCosts } from './format-area-costs.ts';
import { formatBar } from './format-bar.ts';
import { formatProof } from './format-proof.ts';
import { formatCount, formatCounted, formatMoney, formatShare } from './format-quantity.ts';
import { formatTable } from './format-table.ts';
import type { BillCheck, RunSummary } from './run-summary.ts';
import type { Screen } from './screen.ts';

/** The whole report of a published run, its sections apart by an empty line; the last line says that it adds up, or not. */
export function formatSummary(summary: RunSummary, screen: Screen): string[] {
  const sections = [
    formatAreaCosts(summary, screen),
    formatUnallocated(summary, screen),
    formatTagCoverage(summary, screen),
    formatProblems(summary, screen),
    formatEvents(summary, screen),
    formatChecks(summary.checks, screen),
    formatProof(summary, screen),
  ];
  return sections.filter((section) => section.length > 0).flatMap((section) => ['', ...section]);
}

function formatUnallocated(summary: RunSummary, { columns, paint }: Screen): string[] {
  const latest = summary.months.at(-1);
  if (latest === undefined) return [];
  const units = sum(
    summary.areas.filter((cost) => cost.area === 'unallocated' && cost.month === latest.month),
  );
  const title = `Unallocated in ${latest.month.slice(0, 7)}: ${formatMoney(units)}`;
  if (summary.unallocated.length === 0) return [paint.bold(title)];
  const shown = summary.unallocated.slice(0, 8);
  const rows = shown.map(({ reason, product, usageType, units, lines }) => [
    formatMoney(units),
    formatCount(lines),
    reason,
    product,
    usageType,
  ]);
  const table = formatTable(
    [
      { title: 'cost', align: 'right' },
      { title: 'lines', align: 'right' },
      { title: 'why', gives: true },
      { title: 'product', gives: true },
      { title: 'usage type', gives: true },
    ],
    rows,
    columns - 2,
  );
  const more = summary.unallocated.length - shown.length;
  return [
    `${paint.bold(title)}, ${formatShare(units, latest.units)} of the bill`,
    ...titled(table, paint.dim),
    ...(more > 0
      ? [paint.dim(`  … and ${formatCounted(more, 'group')} more in reports.unallocated_costs`)]
      : []),
  ];
}

function formatTagCoverage(
  { tagCoverage, untagged, months }: RunSummary,
  { columns, paint }: Screen,
): string[] {
  if (tagCoverage.length === 0) return [];
  const tagged = tagCoverage.reduce((total, { taggedUnits }) => total + taggedUnits, 0n);
  const rows = tagCoverage
    .slice(0, 8)
    .map(({ product, units, taggedUnits }) => [
      product,
      formatMoney(units),
      formatShare(taggedUnits, units),
      formatBar(taggedUnits, units, 20),
    ]);
  const table = formatTable(
    [
      { title: 'product', gives: true },
      { title: 'cost', align: 'right' },
      { title: 'tagged', align: 'right' },
      { title: '' },
    ],
    rows,
    columns - 2,
  );
  const resources = formatTable(
    [
      { title: 'cost', align: 'right' },
      { title: 'dearest resource without a tag', gives: true },
      { title: 'product', gives: true },
    ],
    untagged.map(({ product, resource, units }) => [formatMoney(units), resource, product]),
    columns - 2,
  );
  const share = formatShare(tagged, sum(tagCoverage));
  return [
    `${paint.bold(`Tags cover ${share} of the cost`)} in ${months.at(-1)?.month.slice(0, 7)}`,
    ...titled(table, paint.dim),
    ...(untagged.length > 0 ? ['', ...titled(resources, paint.dim)] : []),
  ];
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
  return [paint.bold(`What costs most in ${months.at(-1)?.month.slice(0, 7)}`), ...titled(table, paint.dim)];
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
  return [paint.bold('Odd in the events'), ...titled(table, paint.dim)];
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

function titled([titles = '', ...rows]: readonly string[], paint: (text: string) => string): string[] {
  return [`  ${paint(titles)}`, ...rows.map((row) => `  ${row}`)];
}

function sum(costs: readonly { readonly units: bigint }[]): bigint {
  return costs.reduce((total, { units }) => total + units, 0n);
}
