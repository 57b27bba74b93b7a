import { february, january, type SampleMonth } from '../calendar.ts';
import { type Account, accounts } from '../company/accounts.ts';
import { type BillRow, billRow, ticksPerDollar } from './bill-row.ts';

const invoiceNumbers = { usage: '81234567', support: '81239001', purchase: '82011973' } as const;

/** What stands in InvoiceID: a number once there is an invoice; a purchase gets its own at once. */
export function invoiceIdOf({ month, invoice }: Pick<BillRow, 'month' | 'invoice'>): string {
  return month.isEstimated && invoice !== 'purchase' ? 'Estimated' : invoiceNumbers[invoice];
}

/** January: two invoices of two accounts; February: the estimate of both, and the purchase of one. */
export const roundingRowsOfBothMonths = 4 + 3;

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
  const sums = new Map([january, february].map((month) => [month, new Map<string, InvoiceSum>()]));
  return {
    add: (row) => {
      const ofMonth = sums.get(row.month);
      const invoiceId = invoiceIdOf(row);
      const key = `${invoiceId}/${row.account.id}`;
      const sum = ofMonth?.get(key) ?? { invoiceId, account: row.account, cost: 0n };
      sum.cost += row.cost;
      ofMonth?.set(key, sum);
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
