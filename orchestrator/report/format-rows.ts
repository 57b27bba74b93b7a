import type { QueryResult } from '../warehouses/warehouse.ts';
import { displayWidth, padToWidth } from './display-width.ts';
import { formatTable } from './format-table.ts';
import type { Screen } from './screen.ts';
import { visibleText } from './visible-text.ts';

const numeric = /^-?\d+(\.\d+)?$/;

/**
 * Rows for people: a table where it fits the screen, text cut if need be, numbers never; else each row as a list of its
 * columns, in full. Where nobody looks at a screen nothing is cut.
 */
export function formatRows({ columns, rows }: QueryResult, screen: Screen): string[] {
  const isNumber = columns.map((_, index) => rows.every((row) => numeric.test(row[index] ?? '0')));
  const titles = columns.map(({ name }, index) => ({
    title: name,
    align: isNumber[index] ? ('right' as const) : ('left' as const),
    gives: !isNumber[index],
  }));
  const table = formatTable(titles, rows, screen.isWatched ? screen.columns : Number.POSITIVE_INFINITY);
  const [head = '', ...body] = table;
  if (!screen.isWatched || table.every((line) => displayWidth(line) <= screen.columns))
    return [screen.paint.dim(head), ...body];
  const width = Math.max(...columns.map(({ name }) => displayWidth(visibleText(name))));
  return rows.flatMap((row, index) => [
    ...(index > 0 ? [''] : []),
    screen.paint.dim(`row ${index + 1}`),
    ...columns.map(
      ({ name }, at) => `  ${padToWidth(visibleText(name), width)}  ${visibleText(row[at] ?? 'null')}`,
    ),
  ]);
}
