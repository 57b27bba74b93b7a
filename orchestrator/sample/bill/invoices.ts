import type { SampleMonth } from '../calendar.ts';
import { type Account, accounts } from '../company/accounts.ts';
import { type BillRow, billRow, ticksPerDollar } from './bill-row.ts';

/** Those of January; later months count on from them. */
const invoiceNumbers = { usage: 81_234_567, support: 81_239_001 } as const;
const purchaseInvoice = '82011973';

/** What stands in InvoiceID: a number once there is an invoice; a purchase gets its own at once. */
export function invoiceIdOf({ month, invoice }: Pick<BillRow, 'month' | 'invoice'>): string {
  if (invoice === 'purchase') return purchaseInvoice;
  return month.isEstimated ? 'Estimated' : String(invoiceNumbers[invoice] + (month.number - 1) * 10_000);
}

/** Two invoices of two accounts; while the month is estimated, one of each; in February the purchase of one besides. */
export function countRoundingRows(months: readonly SampleMonth[]): number {
  return months.reduce(
    (sum, { isEstimated, number }) => sum + (isEstimated ? 2 : 4) + (number === 2 ? 1 : 0),
    0,
  );
}

/** What the rows of one month and account on one invoice sum to, in ticks. */
export interface InvoiceSum {
  readonly invoiceId: string;
  readonly account: Account;
  cost: bigint;
}

/** Adds up rows by invoice and account. */
export interface InvoiceBook {
  readonly add: (row: BillRow) => void;
  /** The sums in a fixed order. */
  readonly sumsOf: (month: SampleMonth) => readonly InvoiceSum[];
}

export function openInvoiceBook(): InvoiceBook {
  const sums = new Map<SampleMonth, Map<string, InvoiceSum>>();
  return {
    add: (row) => {
      const ofMonth = sums.get(row.month) ?? new Map<string, InvoiceSum>();
      sums.set(row.month, ofMonth);
      const invoiceId = invoiceIdOf(row);
      const key = `${invoiceId}/${row.account.id}`;
      const sum = ofMonth.get(key) ?? { invoiceId, account: row.account, cost: 0n };
      sum.cost += row.cost;
      ofMonth.set(key, sum);
    },
    sumsOf: (month) => {
      const ofMonth = [...(sums.get(month)?.values() ?? [])];
      const order = (sum: InvoiceSum): string => `${sum.invoiceId}/${accounts.indexOf(sum.account)}`;
      return ofMonth.sort((left, right) => (order(left) < order(right) ? -1 : 1));
    },
  };
}

/**
 * The Rounding rows that bring each invoice of each account to whole cents, to be added to the book like the others. An
 * invoice is then a sum of whole cents, and so are an account and the statement.
 */
export function roundingRows(book: InvoiceBook, month: SampleMonth): BillRow[] {
  return book.sumsOf(month).map(({ invoiceId, account, cost }) => ({
    ...billRow({
      month,
      account,
      kind: 'rounding',
      invoice: invoiceNames.find((invoice) => invoiceIdOf({ month, invoice }) === invoiceId) ?? 'usage',
      product: '',
      usageType: '',
      startedAt: month.startedAt,
      stoppedAt: month.stoppedAt,
      endsASecondEarly: true,
      description: 'Rounding of the charges of the invoice to whole cents',
      cost: roundToCents(cost) - cost,
    }),
  }));
}

const invoiceNames = ['usage', 'support', 'purchase'] as const;

/** Half away from zero. */
function roundToCents(cost: bigint): bigint {
  const cent = ticksPerDollar / 100n;
  const magnitude = cost < 0n ? -cost : cost;
  const rounded = ((magnitude + cent / 2n) / cent) * cent;
  return cost < 0n ? -rounded : rounded;
}
