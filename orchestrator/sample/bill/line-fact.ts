import type { LineFact } from '../truth/facts.ts';
import { type BillRow, unitsPerTick } from './bill-row.ts';

/** What the independent computation needs of a row of the sample's bill. */
export function lineFactOf(row: BillRow, id: string): LineFact {
  const tag = row.tags.productArea?.trim();
  return {
    id,
    statementMonth: row.month.name,
    accountId: row.account.id,
    awsProduct: row.product === '' ? '(none)' : row.product,
    lineKind: row.kind,
    resourceId: row.resourceId === '' ? undefined : row.resourceId,
    startedAt: row.startedAt,
    stoppedAt: row.stoppedAt,
    productAreaTag: tag === '' ? undefined : tag,
    units: row.cost * unitsPerTick,
  };
}
