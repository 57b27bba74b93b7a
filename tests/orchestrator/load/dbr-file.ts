/** Makes DBR files for tests: a header of the shape with consolidated billing, and rows by column name. */
export const dbrColumns =
  'InvoiceID,PayerAccountId,LinkedAccountId,RecordType,RecordId,ProductName,RateId,SubscriptionId,PricingPlanId,UsageType,Operation,AvailabilityZone,ReservedInstance,ItemDescription,UsageStartDate,UsageEndDate,UsageQuantity,BlendedRate,BlendedCost,UnBlendedRate,UnBlendedCost,ResourceId'.split(
    ',',
  );

export type DbrRow = Readonly<Record<string, string>>;

const usual: DbrRow = {
  InvoiceID: 'Estimated',
  PayerAccountId: '000000000001',
  LinkedAccountId: '000000000002',
  RecordType: 'LineItem',
  ProductName: 'Amazon DynamoDB',
  UsageType: 'USW2-ReadCapacityUnit-Hrs',
  Operation: 'CommittedThroughput',
  ReservedInstance: 'N',
  ItemDescription: '$0.00013 per hour for units of read capacity',
  UsageStartDate: '2017-02-07 03:00:00',
  UsageEndDate: '2017-02-07 04:00:00',
  UsageQuantity: '1.00000000',
  BlendedCost: '9.99',
  UnBlendedCost: '1.00',
};

let record = 0;

/** A line with what is usual, a RecordId of its own, and what is given over it. */
export function dbrRow(row: DbrRow = {}): DbrRow {
  record++;
  return { ...usual, RecordId: `2584310000000000000000${String(record).padStart(4, '0')}`, ...row };
}

/** The text of a file: all cells in quotes, as AWS writes them. */
export function dbrFile(
  rows: readonly DbrRow[],
  tags: readonly string[] = [],
  columns: readonly string[] = dbrColumns,
): string {
  const header = [...columns, ...tags];
  const lines = [header, ...rows.map((row) => header.map((name) => row[name] ?? ''))];
  return lines
    .map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`)
    .join('');
}
