import { formatCount, formatMoney, formatShare } from './format-quantity.ts';
import { formatTable } from './format-table.ts';
import { formatTitled } from './format-titled.ts';
import type { RunSummary, UnallocatedCost } from './run-summary.ts';
import type { Screen } from './screen.ts';

/** What is unallocated in the latest month, by reason and product, the largest amounts first. */
export function formatUnallocated(summary: RunSummary, { columns, paint }: Screen): string[] {
  const latest = summary.months.at(-1);
  if (latest === undefined) return [];
  const units = summary.areas
    .filter((cost) => cost.area === 'unallocated' && cost.month === latest.month)
    .reduce((total, cost) => total + cost.units, 0n);
  const title = `Unallocated in ${latest.month.slice(0, 7)}: ${formatMoney(units, latest.currency)}`;
  const reasons = groupByReason(summary.unallocated);
  if (reasons.length === 0) return [paint.bold(title)];
  const shown = reasons.slice(0, 8);
  const table = formatTable(
    [
      { title: 'cost', align: 'right' },
      { title: 'parts', align: 'right' },
      { title: 'why', gives: true },
      { title: 'product', gives: true },
    ],
    shown.map(({ reason, product, units, parts }) => [
      formatMoney(units, latest.currency),
      formatCount(parts),
      reason,
      product,
    ]),
    columns - 2,
  );
  const more = reasons.length - shown.length;
  const share = latest.units > 0n ? `, ${formatShare(units, latest.units)} of the bill` : '';
  return [
    `${paint.bold(title)}${share}`,
    ...formatTitled(table, paint.dim),
    ...(more > 0
      ? [paint.dim(`  … and ${formatCount(more)} more; all are in reports.unallocated_costs`)]
      : []),
  ];
}

/** Usage types apart: people act on a reason and a product. The largest amounts first, whichever their sign. */
function groupByReason(costs: readonly UnallocatedCost[]): UnallocatedCost[] {
  const groups = new Map<string, UnallocatedCost>();
  for (const cost of costs) {
    const key = JSON.stringify([cost.reason, cost.product]);
    const { units, parts } = groups.get(key) ?? { units: 0n, parts: 0n };
    groups.set(key, { ...cost, units: units + cost.units, parts: parts + cost.parts });
  }
  const size = ({ units }: UnallocatedCost): bigint => (units < 0n ? -units : units);
  return [...groups.values()].sort((a, b) => (size(a) === size(b) ? 0 : size(a) > size(b) ? -1 : 1));
}
