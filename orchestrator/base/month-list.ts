import type { StatementMonth } from './names.ts';

/** Months as SQL, for `in (…)`: `date '2017-01-01', date '2017-02-01'`. */
export function monthList(months: readonly StatementMonth[]): string {
  return months.map((month) => `date '${month}'`).join(', ');
}

/** Whether a row is of one of the months, as SQL. No month at all is not an error of SQL: the list must only not be empty. */
export function isOfMonths(column: string, months: readonly StatementMonth[]): string {
  return months.length === 0 ? '1 = 0' : `${column} in (${monthList(months)})`;
}
