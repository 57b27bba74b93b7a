import type { ColumnType } from '../base/column-type.ts';
import { parseCost } from '../base/money.ts';

/** What was expected, in words, if a cell's text is not of the type; undefined if it is. */
export function checkCell(text: string, type: ColumnType): string | undefined {
  switch (type) {
    case 'text':
      return undefined;
    case 'integer':
      return /^[+-]?\d{1,18}$/.test(text) ? undefined : 'a whole number of at most 18 digits';
    case 'boolean':
      return /^(true|false)$/.test(text) ? undefined : 'true or false';
    case 'date':
      return isDate(text) ? undefined : 'a date as YYYY-MM-DD';
    case 'timestamp':
      return isTimestamp(text) ? undefined : 'a moment (UTC) as YYYY-MM-DD HH:MM:SS';
    case 'cost':
    case 'quantity': {
      // decimal(38,18) has 20 digits before the point.
      const units = parseCost(text);
      return units !== undefined && String(units).replace('-', '').length <= 38
        ? undefined
        : 'a decimal with at most 18 digits after the point';
    }
    default:
      return type satisfies never;
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // A 30th of February would come back as a day in March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTimestamp(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2}):(\d{2})(\.\d{1,6})?$/.exec(text);
  if (match === null) return false;
  const [, date = '', hours, minutes, seconds] = match;
  return isDate(date) && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
}
