import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import type { LoadSession } from '../../warehouses/file-load.ts';
import type { BillPart } from '../raw/bill-part.ts';
import { findTwoBills } from './find-two-bills.ts';

/** What is wrong with the months that several bill files make together: two formats, two bills. */
export async function checkMonths(
  session: LoadSession,
  dialect: Dialect,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  const diagnostics = twoFormats(parts);
  for (const spec of new Set(parts.map((part) => part.spec))) {
    const ofSpec = parts.filter((part) => part.spec === spec);
    diagnostics.push(...(await findTwoBills(session, dialect, spec, ofSpec)));
  }
  return diagnostics;
}

function twoFormats(parts: readonly BillPart[]): Diagnostic[] {
  const months = [...new Set(parts.flatMap((part) => part.months))].sort();
  return months.flatMap((month): Diagnostic[] => {
    const ofMonth = parts.filter((part) => part.months.includes(month));
    const [first] = ofMonth;
    const other = ofMonth.find((part) => part.spec !== first?.spec);
    if (first === undefined || other === undefined) return [];
    const message = `${month.slice(0, 7)} comes twice: as ${first.spec.title} in "${first.shown}" and as ${other.spec.title} in "${other.shown}".`;
    return [
      {
        severity: 'error',
        code: 'two-bills-of-a-month',
        message,
        hint: 'Give one of them; a month comes in one format.',
      },
    ];
  });
}
