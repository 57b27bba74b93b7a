import { parseStatementMonth, type StatementMonth } from '../../base/names.ts';

/** The month that a bill's file name ends with: `…-with-resources-and-tags-2017-02.csv.zip`, AWS's own naming. */
export function monthOfFileName(name: string): StatementMonth | undefined {
  const match = /-(\d{4})-(\d{2})(?:\.(?:csv|zip|gz))+$/i.exec(name);
  return match === null ? undefined : parseStatementMonth(`${match[1]}-${match[2]}`);
}

/** The month that a bill names itself: "Total statement amount for period 2017-02-01 00:00:00 - 2017-02-28 23:59:59". */
export function monthOfTotals(description: string): StatementMonth | undefined {
  const match = /for period (\d{4})[-/](\d{2})[-/]01/i.exec(description);
  return match === null ? undefined : parseStatementMonth(`${match[1]}-${match[2]}`);
}
