import { cutToWidth, displayWidth, padToWidth } from './display-width.ts';
import { visibleText } from './visible-text.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Cut before any other when the table is wider than the terminal; numbers are never cut. */
  readonly gives?: boolean;
}

/**
 * The lines of a table: titles, then rows, two spaces between columns, no wider than `width` as long as there is a
 * column that may be cut. Cells are made safe to print; null is shown as `null`.
 */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly (string | null)[])[],
  width: number,
): string[] {
  const cells = rows.map((row) => columns.map((_, index) => visibleText(row[index] ?? 'null')));
  const titles = columns.map((column) => visibleText(column.title));
  const widths = columns.map((_, index) =>
    Math.max(displayWidth(titles[index] ?? ''), ...cells.map((row) => displayWidth(row[index] ?? ''))),
  );
  const fitting = shrink(widths, columns, width);
  const formatRow = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const cut = cutToWidth(cell, fitting[index] ?? 0);
        return padToWidth(cut, fitting[index] ?? 0, columns[index]?.align);
      })
      .join('  ')
      .trimEnd();
  return [titles, ...cells].map(formatRow);
}

/** The widest of the columns that may give lose their room first, down to 8. */
function shrink(widths: readonly number[], columns: readonly TableColumn[], width: number): number[] {
  const fitting = [...widths];
  let excess = fitting.reduce((sum, column) => sum + column + 2, -2) - width;
  while (excess > 0) {
    const candidates = fitting.map((column, index) => (columns[index]?.gives && column > 8 ? column : 0));
    const widest = Math.max(0, ...candidates);
    if (widest === 0) break;
    fitting[candidates.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return fitting;
}
