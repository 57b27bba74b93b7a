import { formatBillTime, type SampleMonth, secondMs } from '../calendar.ts';
import { production } from '../company/accounts.ts';
import type { BillRow } from './bill-row.ts';
import { type InvoiceSum, invoiceIdOf } from './invoices.ts';

/** The columns of a DBR with consolidated billing, before the tags. `UnBlended` with a capital B is how AWS writes it. */
const fixedColumns =
  'InvoiceID,PayerAccountId,LinkedAccountId,RecordType,RecordId,ProductName,RateId,SubscriptionId,PricingPlanId,UsageType,Operation,AvailabilityZone,ReservedInstance,ItemDescription,UsageStartDate,UsageEndDate,UsageQuantity,BlendedRate,BlendedCost,UnBlendedRate,UnBlendedCost,ResourceId';

/** The header of a month. `user:Service` was activated in February: in January it is not there, and others stand before it. */
export function dbrHeader(month: SampleMonth): string {
  const service = hasServiceTag(month) ? ',user:Service' : '';
  return quoteAll(
    `${fixedColumns},aws:createdBy,user:Cluster,user:Name${service},user:product_area`.split(','),
  );
}

/** A row as the file has it. The number makes its RecordId, which is unique in the file. */
export function dbrLine(row: BillRow, recordNumber: number): string {
  const { tags, month } = row;
  const isRounding = row.kind === 'rounding';
  const cost = formatTicks(row.cost);
  // A blended cost that differs, so that whoever reads the wrong column is wrong.
  const blended = row.isReserved || row.zone === '' ? cost : formatTicks(row.cost - row.cost / 50n);
  const rate = formatScaled(row.rate, 11, 10);
  const pricing = isRounding ? ['', '', ''] : pricingIds(row.usageType);
  const stoppedAt = row.stoppedAt - (row.endsASecondEarly ? secondMs : 0);
  const cells = [
    invoiceIdOf(row),
    production.id,
    row.account.id,
    isRounding ? 'Rounding' : 'LineItem',
    `258431${monthDigits(month)}${String(recordNumber).padStart(18, '0')}`,
    row.product,
    ...pricing,
    row.usageType,
    row.operation,
    row.zone,
    isRounding ? '' : row.isReserved ? 'Y' : 'N',
    row.description,
    formatBillTime(row.startedAt),
    formatBillTime(stoppedAt),
    isRounding ? '' : (formatTiny(row.quantity, 10) ?? formatScaled(row.quantity, 10, 8)),
    isRounding ? '' : rate,
    blended,
    isRounding ? '' : rate,
    cost,
    row.resourceId,
    tags.createdBy ?? '',
    tags.cluster ?? '',
    tags.name ?? '',
    ...(hasServiceTag(month) ? [tags.service ?? ''] : []),
    tags.productArea ?? '',
  ];
  return quoteAll(cells);
}

/** The bill's own totals, after all rows: of each invoice, each account and the whole statement. */
export function dbrTotals(month: SampleMonth, sums: readonly InvoiceSum[]): string[] {
  const first = formatBillTime(month.startedAt);
  const last = formatBillTime(month.stoppedAt - secondMs);
  const add = (some: readonly InvoiceSum[]): bigint => some.reduce((total, { cost }) => total + cost, 0n);
  const invoices = [...new Set(sums.map(({ invoiceId }) => invoiceId))].map((invoiceId) =>
    totalLine(
      month,
      'InvoiceTotal',
      invoiceId,
      '',
      `Total amount for invoice ${invoiceId}`,
      add(sums.filter((sum) => sum.invoiceId === invoiceId)),
    ),
  );
  const accounts = [...new Set(sums.map(({ account }) => account))].map((account) =>
    totalLine(
      month,
      'AccountTotal',
      '',
      account.id,
      `Total for linked account# ${account.id}`,
      add(sums.filter((sum) => sum.account === account)),
    ),
  );
  const statement = totalLine(
    month,
    'StatementTotal',
    '',
    '',
    `Total statement amount for period ${first} - ${last}`,
    add(sums),
  );
  return [...invoices, ...accounts, statement];
}

function totalLine(
  month: SampleMonth,
  recordType: string,
  invoiceId: string,
  accountId: string,
  description: string,
  cost: bigint,
): string {
  const amount = formatScaled(cost, 11, 2);
  const cells = [
    invoiceId,
    production.id,
    accountId,
    recordType,
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    description,
    '',
    '',
    '',
    '',
    amount,
    '',
    amount,
    '',
  ];
  return quoteAll([...cells, ...Array.from({ length: hasServiceTag(month) ? 5 : 4 }, () => '')]);
}

function hasServiceTag(month: SampleMonth): boolean {
  return month.number > 1;
}

/** Two digits that no other month of the year has: 10, 20, … 90, 11, 12, 13. */
function monthDigits({ number }: SampleMonth): string {
  return String(number < 10 ? number * 10 : number + 1);
}

/** Some digits as AWS has: the same three numbers for the same usage type. */
function pricingIds(usageType: string): [string, string, string] {
  let ids = pricingIdsByUsageType.get(usageType);
  if (ids === undefined) {
    const number = [...usageType].reduce((sum, letter) => (sum * 131 + letter.charCodeAt(0)) % 999_983, 17);
    ids = [String(2_000_000 + number), String(300_000_000 + number * 7), String(900_000 + (number % 40_000))];
    pricingIdsByUsageType.set(usageType, ids);
  }
  return ids;
}

const pricingIdsByUsageType = new Map<string, [string, string, string]>();

/** Eight digits after the point where they are enough, else all eleven; tiny amounts at times as `6e-08`. */
function formatTicks(cost: bigint): string {
  return formatTiny(cost, 11) ?? formatScaled(cost, 11, cost % 1000n === 0n && cost !== 0n ? 8 : 11);
}

/** `6e-08`, `1.25e-07`: how amounts below a millionth stand in real files, if their last digit is even. */
function formatTiny(amount: bigint, scale: number): string | undefined {
  if (amount <= 0n || amount >= 10n ** BigInt(scale - 6)) return undefined;
  const text = String(amount);
  const digits = text.replace(/0+$/, '');
  if (Number(digits.at(-1)) % 2 === 1) return undefined;
  const exponent = scale - text.length + 1;
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${mantissa}e-${String(exponent).padStart(2, '0')}`;
}

/** A whole number of 10^-scale as a plain decimal, with at least `least` digits after the point. */
function formatScaled(amount: bigint, scale: number, least: number): string {
  const negative = amount < 0n;
  const digits = String(negative ? -amount : amount).padStart(scale + 1, '0');
  const point = digits.length - scale;
  let end = digits.length;
  while (end > point + least && digits[end - 1] === '0') end -= 1;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point, end)}`;
}

function quoteAll(cells: readonly string[]): string {
  let line = '';
  for (const cell of cells)
    line += `${line === '' ? '' : ','}"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
  return `${line}\n`;
}
