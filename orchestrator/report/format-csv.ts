import type { TextOutput } from '../base/effects.ts';
import type { QueryResult } from '../warehouses/warehouse.ts';
import { visibleText } from './visible-text.ts';

/** Also in full width, which some spreadsheets take for the same, and behind what they pass over. */
const mayBeFormula = /^[=+\-@＝＋－＠\t\r\n]/;
const number = /^[+-]?\d+(\.\d+)?$/;

/**
 * RFC 4180 text with a header. A cell that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) gets
 * an apostrophe before it, unless it is a plain number; null is an empty cell and the empty text is `""`.
 * For a terminal, `isTerminal`, what it would obey in a cell is shown.
 */
export function formatCsv(
  { columns, rows }: QueryResult,
  { isTerminal }: Pick<TextOutput, 'isTerminal'>,
): string {
  const format = (cell: string | null): string => formatCell(cell, isTerminal ? visibleText : asItIs);
  const header = columns.map((column) => format(column.name)).join(',');
  const lines = rows.map((row) => row.map(format).join(','));
  return [header, ...lines].map((line) => `${line}\r\n`).join('');
}

const asItIs = (text: string): string => text;

function formatCell(cell: string | null, show: (text: string) => string): string {
  if (cell === null) return '';
  const text = show(mayBeFormula.test(cell) && !number.test(cell) ? `'${cell}` : cell);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
