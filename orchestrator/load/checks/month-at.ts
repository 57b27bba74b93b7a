import { parseStatementMonth, type StatementMonth } from '../../base/names.ts';

/** The month of UTC that is so many months after that of a moment. */
export function monthAt(moment: Date, months = 0): StatementMonth {
  const at = new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + months, 1));
  const month = parseStatementMonth(at.toISOString().slice(0, 7));
  if (month === undefined) throw new Error(`internal error: ${at.toISOString()} is in no month`);
  return month;
}
