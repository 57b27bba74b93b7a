import { formatBar } from './format-bar.ts';
import { formatMoney, formatShare } from './format-quantity.ts';
import { formatTable } from './format-table.ts';
import { formatTitled } from './format-titled.ts';
import type { RunSummary } from './run-summary.ts';
import type { Screen } from './screen.ts';

/** The share of the cost that carries a tag, of the dearest AWS products, and the dearest resources without one. */
export function formatTagCoverage(
  { tagCoverage, untagged, months }: RunSummary,
  { columns, paint }: Screen,
): string[] {
  if (tagCoverage.length === 0) return [];
  const { currency = '' } = months.at(-1) ?? {};
  const tagged = tagCoverage.reduce((total, { taggedUnits }) => total + taggedUnits, 0n);
  const rows = tagCoverage
    .slice(0, 8)
    .map(({ product, units, taggedUnits }) => [
      product,
      formatMoney(units, currency),
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
    untagged.map(({ product, resource, units }) => [formatMoney(units, currency), resource, product]),
    columns - 2,
  );
  const share = formatShare(
    tagged,
    tagCoverage.reduce((total, { units }) => total + units, 0n),
  );
  return [
    `${paint.bold(`Tags cover ${share} of the cost`)} in ${months.at(-1)?.month.slice(0, 7)}`,
    ...formatTitled(table, paint.dim),
    ...(untagged.length > 0 ? ['', ...formatTitled(resources, paint.dim)] : []),
  ];
}
