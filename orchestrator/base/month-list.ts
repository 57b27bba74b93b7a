import type { StatementMonth } from './names.ts';

/** Months as SQL, for `in (…)`: `date '2017-01-01', date '2017-02-01'`. */
export function monthList(months: readonly StatementMonth[]): string {
  return months.map((month) => `date '${month}'`).join(', ');
}
