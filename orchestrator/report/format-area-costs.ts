import { formatBar } from './format-bar.ts';
import { formatMoney, formatShare } from './format-quantity.ts';
import { formatTable, type TableColumn } from './format-table.ts';
import type { RunSummary, SummaryMonth } from './run-summary.ts';
import type { Screen } from './screen.ts';

/** What each product area costs in the latest two months, the dearest first and what is unallocated last, with its change and a bar. */
export function formatAreaCosts(summary: RunSummary, { columns, paint }: Screen): string[] {
  const months = summary.months.slice(-2);
  const [latest] = months.slice(-1);
  if (latest === undefined) return [];
  const costOf = (area: string, { month }: SummaryMonth): bigint =>
    summary.areas.reduce(
      (sum, cost) => (cost.area === area && cost.month === month ? sum + cost.units : sum),
      0n,
    );
  const areas = [...new Set(summary.areas.map(({ area }) => area))].sort((a, b) => {
    if (a === 'unallocated' || b === 'unallocated') return a === 'unallocated' ? 1 : -1;
    const difference = costOf(b, latest) - costOf(a, latest);
    return difference === 0n ? (a < b ? -1 : 1) : difference > 0n ? 1 : -1;
  });
  const dearest = areas.reduce((most, area) => max(most, costOf(area, latest)), 0n);
  // Amounts of two currencies say nothing of each other.
  const isCompared = months.length > 1 && months.every(({ currency }) => currency === latest.currency);
  const titles: TableColumn[] = [
    { title: 'product area', gives: true },
    ...months.map((month) => ({ title: titleOf(month), align: 'right' as const })),
    ...(isCompared ? [{ title: 'change', align: 'right' as const }] : []),
    { title: 'share', align: 'right' },
    { title: '' },
  ];
  const rows = areas.map((area) => [
    area,
    ...months.map((month) => formatMoney(costOf(area, month), month.currency)),
    ...(isCompared ? [formatChange(months.map((month) => costOf(area, month)))] : []),
    formatShare(costOf(area, latest), latest.units),
    formatBar(costOf(area, latest), dearest, Math.max(6, Math.min(24, columns - 60))),
  ]);
  const totals = months.map((month) => areas.reduce((sum, area) => sum + costOf(area, month), 0n));
  const total = [
    'total',
    ...months.map(({ currency }, index) => formatMoney(totals[index] ?? 0n, currency)),
    ...(isCompared ? [formatChange(totals)] : []),
    '',
    '',
  ];
  const [head = '', ...body] = formatTable(titles, [...rows, total], columns - 2);
  const last = body.pop() ?? '';
  const isOpen = months.some(({ isFinal }) => !isFinal);
  return [
    paint.bold('What each product area costs'),
    `  ${paint.dim(head)}`,
    ...body.map((line, index) => {
      const paintBar = areas[index] === 'unallocated' ? paint.yellow : paint.cyan;
      return `  ${line.replace(/[█▏▎▍▌▋▊▉]+$/, paintBar)}`;
    }),
    `  ${paint.bold(last)}`,
    ...(isOpen ? [paint.dim('  * still estimated: AWS may change it until the invoice')] : []),
  ];
}

function titleOf({ month, isFinal }: SummaryMonth): string {
  return `${month.slice(0, 7)}${isFinal ? '' : '*'}`;
}

/** `+9.2 %`; `new` where there was nothing before and `gone` where there is nothing now. */
function formatChange([before = 0n, after = 0n]: readonly bigint[]): string {
  if (before === after) return '0.0 %';
  if (before === 0n) return 'new';
  if (after === 0n) return 'gone';
  const change = formatShare(after - before, before < 0n ? -before : before);
  return change.startsWith('-') ? change : `+${change}`;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
