import { formatCost } from '../base/money.ts';
import { formatCounted, formatExactMoney, formatMoney } from './format-quantity.ts';
import type { RunSummary, SummaryMonth } from './run-summary.ts';
import type { Screen } from './screen.ts';

/** The difference between the bill and each rollup, month by month; all are 0 in what was published. */
export function findDifferences({
  months,
  rollups,
}: RunSummary): { rollup: string; month: string; difference: bigint }[] {
  const names = [...new Set(rollups.map(({ rollup }) => rollup))];
  return names.flatMap((rollup) =>
    months.map(({ month, units }) => {
      const there = rollups.find((sum) => sum.rollup === rollup && sum.month === month);
      return { rollup, month, difference: (there?.units ?? 0n) - units };
    }),
  );
}

/**
 * The promise, computed from what was published: `It adds up: 200,000 bill lines, $1,234.57 in 2 months = …`, with the
 * exact decimals below it, for each currency apart; or, should it ever come to that, which rollup differs from the bill and by how much.
 */
export function formatProof(summary: RunSummary, screen: Screen): string[] {
  const { paint } = screen;
  const wrong = findDifferences(summary).filter(({ difference }) => difference !== 0n);
  if (wrong.length > 0) {
    const lines = wrong.map(
      ({ rollup, month, difference }) =>
        `  rollups.${rollup} in ${month.slice(0, 7)}: ${formatCost(difference)}`,
    );
    return [paint.red(paint.bold('It does NOT add up: the rollups differ from the bill by')), ...lines];
  }
  const currencies = [...new Set(summary.months.map(({ currency }) => currency))];
  return currencies.flatMap((currency) => formatSum(summary, currency, screen));
}

/** Of the months in one currency. */
function formatSum(summary: RunSummary, currency: string, { columns, paint }: Screen): string[] {
  const months = summary.months.filter((month) => month.currency === currency);
  const isOfThese = (of: { readonly month: SummaryMonth['month'] }): boolean =>
    months.some(({ month }) => month === of.month);
  const lines = months.reduce((sum, month) => sum + month.lines, 0n);
  const units = months.reduce((sum, month) => sum + month.units, 0n);
  const areaCount = new Set(summary.areas.filter(isOfThese).map(({ area }) => area)).size;
  const rollupCount = new Set(summary.rollups.map(({ rollup }) => rollup)).size;
  const bill = `${formatCounted(lines, 'bill line')}, ${formatMoney(units, currency)} in ${formatCounted(months.length, 'month')}`;
  const sums = `the sum of ${formatCounted(areaCount, 'product area')} in each of ${formatCounted(rollupCount, 'rollup')}`;
  const isShort = bill.length + sums.length + 32 <= columns;
  const exact = months.map(
    (month) => `${month.month.slice(0, 7)}  ${formatExactMoney(month.units, month.currency)}`,
  );
  return [
    `${paint.green(paint.bold('It adds up:'))} ${bill}${isShort ? ' = ' : '\n  = '}${sums}, difference 0.`,
    ...exact.map((line) => paint.dim(`  ${line}`)),
  ];
}
