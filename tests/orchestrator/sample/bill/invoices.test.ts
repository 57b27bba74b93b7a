import { describe, expect, it } from 'vitest';
import { type BillRow, billRow } from '../../../../orchestrator/sample/bill/bill-row.ts';
import { openInvoiceBook, roundingRows } from '../../../../orchestrator/sample/bill/invoices.ts';
import { production, staging } from '../../../../orchestrator/sample/company/accounts.ts';
import { february, january } from '../two-months.ts';

const row = (changes: Partial<BillRow>): BillRow =>
  billRow({
    month: january,
    account: production,
    product: '',
    usageType: '',
    startedAt: 0,
    stoppedAt: 0,
    cost: 0n,
    ...changes,
  });

describe('roundingRows', () => {
  it('bring each invoice of each account to whole cents, up or down, credits too', () => {
    const book = openInvoiceBook();
    const rows = [
      row({ cost: 1_004_999_999n }),
      row({ account: staging, cost: 1_500_000_000n }),
      row({ invoice: 'support', cost: -2_600_000_000n }),
    ];
    for (const one of rows) book.add(one);
    const rounding = roundingRows(book, january);
    expect(rounding.map(({ cost, account, kind }) => [cost, account.name, kind])).toEqual([
      [-4_999_999n, 'production', 'rounding'],
      [500_000_000n, 'staging', 'rounding'],
      [-400_000_000n, 'production', 'rounding'],
    ]);
    for (const one of rounding) book.add(one);
    expect(book.sumsOf(january).every(({ cost }) => cost % 1_000_000_000n === 0n)).toBe(true);
  });

  it('take what is estimated as one invoice, and a purchase as another', () => {
    const book = openInvoiceBook();
    for (const invoice of ['usage', 'support', 'purchase'] as const)
      book.add(row({ month: february, invoice, cost: 1n }));
    expect(book.sumsOf(february).map(({ invoiceId, cost }) => [invoiceId, cost])).toEqual([
      ['82011973', 1n],
      ['Estimated', 2n],
    ]);
  });
});
