import type { SampleMonth } from '../calendar.ts';
import type { Account } from '../company/accounts.ts';

/** What a line can be of, as far as the sample has it; the bill itself says it only by its text. */
export type LineKind = 'usage' | 'fee' | 'tax' | 'credit' | 'refund' | 'rounding';

/** The bill's tag columns, without their prefixes. */
export interface RowTags {
  readonly createdBy?: string;
  readonly cluster?: string;
  readonly name?: string;
  readonly service?: string;
  readonly productArea?: string;
}

/** A line of the bill before it is text. Money and rates in units of 10^-11 dollars, quantities of 10^-10. */
export interface BillRow {
  readonly month: SampleMonth;
  readonly kind: LineKind;
  /** Which of the month's invoices it comes on. */
  readonly invoice: InvoiceName;
  readonly account: Account;
  readonly product: string;
  readonly usageType: string;
  readonly operation: string;
  readonly zone: string;
  readonly isReserved: boolean;
  readonly description: string;
  readonly startedAt: number;
  /** Exclusive, whichever way the bill writes it. */
  readonly stoppedAt: number;
  /** The bill writes the end as `:59:59`. */
  readonly endsASecondEarly: boolean;
  readonly quantity: bigint;
  readonly rate: bigint;
  readonly cost: bigint;
  readonly resourceId: string;
  readonly tags: RowTags;
}

export type InvoiceName = 'usage' | 'support' | 'purchase';

/** Units of 10^-18 dollars in one of 10^-11, the bill's own last digit. */
export const unitsPerTick = 10n ** 7n;

export const ticksPerDollar = 10n ** 11n;
export const quantityOne = 10n ** 10n;

/** Dollars and cents as ticks: `ticks(1591, 1000)` is $1.591. */
export function ticks(numerator: number, denominator: number): bigint {
  return (BigInt(numerator) * ticksPerDollar) / BigInt(denominator);
}

/** Quantity × rate, cut off after the bill's last digit. */
export function costOf(quantity: bigint, rate: bigint): bigint {
  return (quantity * rate) / quantityOne;
}

/** A row of which only what matters is given. */
export function billRow(
  row: Pick<BillRow, 'month' | 'account' | 'product' | 'usageType' | 'startedAt' | 'stoppedAt' | 'cost'> &
    Partial<BillRow>,
): BillRow {
  return {
    kind: 'usage',
    invoice: 'usage',
    operation: '',
    zone: '',
    isReserved: false,
    description: '',
    endsASecondEarly: false,
    quantity: quantityOne,
    rate: row.cost,
    resourceId: '',
    tags: {},
    ...row,
  };
}
