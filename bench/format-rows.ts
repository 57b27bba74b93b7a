import { type BenchRow, isReached, ratioOf } from './bench-row.ts';
import type { ReferenceRatios } from './compare-rows.ts';

/** The rows as a table of Markdown with their goals, as `docs/performance.md` has it: readable as it is, too. */
export function formatRows(rows: readonly BenchRow[]): string {
  return formatTable(
    ['goal', ''],
    rows,
    rows.map((row) => [formatGoal(row), formatReached(row)]),
  );
}

/** The rows with the ratios that are committed. Goals are for the month at its full size. */
export function formatComparedRows(rows: readonly BenchRow[], reference: ReferenceRatios): string {
  const expected = rows.map(({ name }) => reference[name]);
  return formatTable(
    ['committed'],
    rows,
    expected.map((ratio) => [ratio === undefined ? '' : `${formatFigure(ratio)} ×`]),
  );
}

function formatTable(
  titles: readonly string[],
  rows: readonly BenchRow[],
  lastCells: readonly (readonly string[])[],
): string {
  const cells = rows.map((row, position) => [
    row.name,
    `${formatFigure(ratioOf(row))} ×`,
    formatValue(row, row.value),
    row.baseline.name,
    formatValue(row, row.baseline.value),
    ...(lastCells[position] ?? []),
  ]);
  const header = ['measure', 'ratio', 'measured', 'against', 'which took', ...titles];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return `${[formatLine(header, widths), rule, ...cells.map((line) => formatLine(line, widths))].join('\n')}\n`;
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
}

function formatGoal({ goal, unit }: BenchRow): string {
  if (goal === undefined) return '';
  if (goal.of === 'ratio') return `${formatFigure(goal.atMost)} ×`;
  return unit === 'seconds' ? `${formatFigure(goal.atMost)} s` : `${Math.round(goal.atMost)} MiB`;
}

function formatReached(row: BenchRow): string {
  const reached = isReached(row);
  return reached === undefined ? '' : reached ? 'reached' : 'missed';
}

function formatValue({ unit }: BenchRow, value: number): string {
  return unit === 'seconds' ? `${formatFigure(value)} s` : `${Math.round(value)} MiB`;
}

/** Three digits are more than two runs agree on. */
function formatFigure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(value >= 0.1 ? 2 : 3);
}
