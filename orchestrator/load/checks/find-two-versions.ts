import type { Diagnostic } from '../../base/diagnostic.ts';
import type { LoadSession } from '../../warehouses/file-load.ts';
import { periodFolderOf } from '../files/period-folder.ts';
import { reportStem } from '../files/report-stem.ts';
import { areOfOneManifest, type BillPart, billFile } from '../raw/bill-part.ts';
import { billRelation } from '../raw/raw-table.ts';

/**
 * Files of one report, payer and month that lie in two folders of one billing period, in each of which AWS writes a version of all of it.
 * They need not have a line in common: in a report of monthly granularity every cost grows, and each version has ids of its own. One
 * error for each two folders.
 */
export async function findTwoVersions(
  session: LoadSession,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const report of groupBy(parts, reportOf).values()) {
    const folders = [
      ...groupBy(report, ({ path, manifest }) => `${executionOf(path)}\n${manifest}`).values(),
    ];
    const pairs = folders.flatMap((one, index) =>
      folders
        .slice(index + 1)
        .filter((other) => areVersions(one[0], other[0]))
        .map((other) => [one, other]),
    );
    if (pairs.length === 0) continue;
    const bills = await billsOf(session, report);
    for (const pair of pairs) {
      const [one = [], other = []] = pair.map((files) =>
        files.flatMap((part) => bills.get(part.fileId) ?? []),
      );
      const shared = new Set(one.filter((bill) => other.includes(bill)));
      const names = pair.flatMap(([first]) => first?.shown ?? []);
      found.push(...[...shared].sort().map((bill) => twoVersions(bill, names)));
    }
  }
  return found;
}

/** Whether two files lie as two versions of one report do, and no manifest names both. */
export function lieAsVersions(one: BillPart, other: BillPart): boolean {
  return reportOf(one) !== undefined && reportOf(one) === reportOf(other) && areVersions(one, other);
}

function areVersions(one: BillPart | undefined, other: BillPart | undefined): boolean {
  if (one === undefined || other === undefined || areOfOneManifest(one, other)) return false;
  return executionOf(one.path) !== executionOf(other.path);
}

/** What versions of one report have in common: the folder of the billing period, the name and the format. */
function reportOf({ path, spec }: BillPart): string | undefined {
  const period = periodFolderOf(path);
  return period === undefined ? undefined : [period, reportStem(path), spec.name].join('\n');
}

/**
 * The folder within that of the billing period in which AWS wrote one version of it; '' for the latter itself. Folders as `day=1` are partitions
 * that somebody made: parts, not versions.
 */
function executionOf(file: string): string {
  const below = file.slice((periodFolderOf(file) ?? '').length).split(/[\\/]/);
  return below.slice(1, -1).find((name) => !name.includes('=')) ?? '';
}

/** The month and payer, as they are told, of the rows of each file, by its id. */
async function billsOf(
  session: LoadSession,
  parts: readonly BillPart[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const bills = new Map<string, string[]>();
  const spec = parts[0]?.spec;
  if (spec === undefined) return bills;
  const hasPayer = spec.form.columns.some(({ name }) => name === 'payer_account_id');
  const payer = hasPayer ? `coalesce(payer_account_id, '')` : `''`;
  const files = parts.map(({ fileId, months }) => billFile(fileId, spec, months));
  const { rows } = await session.query(
    `select distinct file_id, statement_month, ${payer} from ${session.billRows(billRelation(spec), files)} as lines`,
  );
  for (const [fileId, month, account] of rows) {
    const of = account === '' || account == null ? '' : ` of payer ${account}`;
    bills.set(fileId ?? '', [...(bills.get(fileId ?? '') ?? []), `${(month ?? '').slice(0, 7)}${of}`]);
  }
  return bills;
}

function twoVersions(bill: string, names: readonly string[]): Diagnostic {
  const [first, second] = [...names].sort();
  const why = 'they lie in two folders of one billing period, and no manifest says which counts';
  return {
    severity: 'error',
    code: 'two-bills-of-a-month',
    message: `"${first}" and "${second}" are two bills of ${bill}: ${why}.`,
    hint: 'Give the manifest of the report too, or the newer folder only.',
  };
}

/** Those without a key are left out. */
function groupBy(
  parts: readonly BillPart[],
  keyOf: (part: BillPart) => string | undefined,
): ReadonlyMap<string, readonly BillPart[]> {
  const groups = new Map<string, BillPart[]>();
  for (const part of parts) {
    const key = keyOf(part);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return groups;
}
