import type { QueryResult } from '../warehouses/warehouse.ts';

/** Also in full width, which some spreadsheets take for the same, and behind what they pass over. */
const mayBeFormula = /^[=+\-@＝＋－＠\t\r\n]/;
const number = /^[+-]?\d+(\.\d+)?$/;

/**
 * RFC 4180 text with a header. A cell that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) gets
 * an apostrophe before it, unless it is a plain number; null is an empty cell and the empty text is `""`.
 */
export function formatCsv({ columns, rows }: QueryResult): string {
  const header = columns.map((column) => formatCell(column.name)).join(',');
  const lines = rows.map((row) => row.map(formatCell).join(','));
  return [header, ...lines].map((line) => `${line}\r\n`).join('');
}

function formatCell(cell: string | null): string {
  if (cell === null) return '';
  const text = mayBeFormula.test(cell) && !number.test(cell) ? `'${cell}` : cell;
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
