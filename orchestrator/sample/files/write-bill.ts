import { formatCost } from '../../base/money.ts';
import type { BillRow } from '../bill/bill-row.ts';
import { unitsPerTick } from '../bill/bill-row.ts';
import { dbrHeader, dbrLine, dbrTotals } from '../bill/dbr-text.ts';
import { type InvoiceBook, openInvoiceBook, roundingRows } from '../bill/invoices.ts';
import type { SampleBill } from '../bill/sample-bill.ts';
import type { SampleMonth } from '../calendar.ts';
import { production } from '../company/accounts.ts';
import type { SampleCompression, SampleMonthSummary } from '../sample-summary.ts';
import { openTextFile, type TextFile, type WrittenFile } from './text-file.ts';

/** Text is handed to the file in pieces of about this length. */
const pieceLength = 1 << 16;

/** Sees each row of the bill as it is written, Rounding rows too. */
export type RowListener = (row: BillRow, recordNumber: number) => void;

/** Writes a bill file for each month: rows, then the Rounding rows, then the bill's own totals. */
export async function writeBill(
  folder: string,
  months: readonly SampleMonth[],
  bill: SampleBill,
  compress: SampleCompression,
  onRow: RowListener,
): Promise<{ readonly files: readonly WrittenFile[]; readonly months: readonly SampleMonthSummary[] }> {
  const book = openInvoiceBook();
  const files: WrittenFile[] = [];
  const summaries: SampleMonthSummary[] = [];
  const rows = bill();
  let next = rows.next();
  for (const month of months) {
    const writer = openMonth(await openTextFile(folder, fileName(month, compress)), month, book, onRow);
    try {
      while (next.done !== true && next.value.month === month) {
        if (writer.add(next.value)) await writer.flush();
        next = rows.next();
      }
      for (const row of roundingRows(book, month)) writer.add(row);
      files.push(await writer.close());
    } catch (error) {
      writer.abandon();
      throw error;
    }
    summaries.push(summarize(month, writer.count(), book));
  }
  return { files, months: summaries };
}

function fileName(month: SampleMonth, compress: SampleCompression): string {
  const name = `${production.id}-aws-billing-detailed-line-items-with-resources-and-tags-${month.name}.csv`;
  return `bill/${name}${compress === 'gzip' ? '.gz' : ''}`;
}

function openMonth(file: TextFile, month: SampleMonth, book: InvoiceBook, onRow: RowListener) {
  let text = dbrHeader(month);
  let count = 0;
  const flush = async (): Promise<void> => {
    const piece = text;
    text = '';
    await file.write(piece);
  };
  return {
    abandon: file.abandon,
    count: () => count,
    flush,
    /** True when it is time to flush. */
    add: (row: BillRow): boolean => {
      count += 1;
      book.add(row);
      onRow(row, count);
      text += dbrLine(row, count);
      return text.length > pieceLength;
    },
    close: async (): Promise<WrittenFile> => {
      text += dbrTotals(month, book.sumsOf(month)).join('');
      await flush();
      return file.close();
    },
  };
}

function summarize(month: SampleMonth, lines: number, book: InvoiceBook): SampleMonthSummary {
  const total = book.sumsOf(month).reduce((sum, { cost }) => sum + cost, 0n);
  return {
    statementMonth: `${month.name}-01`,
    isEstimated: month.isEstimated,
    lines,
    unblendedCost: formatCost(total * unitsPerTick),
  };
}
