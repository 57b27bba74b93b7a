import path from 'node:path';
import type { FoundFile } from './found-file.ts';

/** What AWS writes into the bucket of its oldest bills, by its name: `123456789012-aws-billing-csv-2017-02.csv`. */
const named =
  /^\d{12}-aws-(?<report>billing-csv|cost-allocation|billing-detailed-line-items(?:-with-resources-and-tags)?)(?:-ACTS-.+)?-\d{4}-\d{2}\.csv/i;

/** The folder in which AWS writes beside a CUR for Athena whether it is complete: one word, as Parquet. */
const status = 'cost_and_usage_data_status';

/**
 * Of the files of a folder those that are not another report of the same bill, which AWS writes beside the one that is read: sums of a
 * month, its lines without resources and tags where they are there with them, and whether it is complete.
 */
export function withoutOtherReports(files: readonly FoundFile[]): readonly FoundFile[] {
  const names = new Set(files.map((file) => stemOf(file.path)));
  return files.filter((file) => {
    if (path.basename(path.dirname(file.path)) === status) return false;
    const report = named.exec(path.basename(file.path))?.groups?.report?.toLowerCase();
    if (report === 'billing-csv' || report === 'cost-allocation') return false;
    if (report !== 'billing-detailed-line-items') return true;
    const better = stemOf(file.path).replace('line-items', 'line-items-with-resources-and-tags');
    return !names.has(better);
  });
}

/** A path without what says how the file is packed. */
function stemOf(file: string): string {
  return file.toLowerCase().replace(/(\.(csv|gz|zip))+$/, '');
}
