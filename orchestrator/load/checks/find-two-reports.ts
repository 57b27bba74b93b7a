import path from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { LoadSession } from '../../warehouses/file-load.ts';
import { periodFolderOf } from '../files/period-folder.ts';
import { reportStem } from '../files/report-stem.ts';
import type { BillSpec } from '../formats/recognize-format.ts';
import { type BillPart, billFile } from '../raw/bill-part.ts';
import { billRelation } from '../raw/raw-table.ts';

/** What an export may be filtered by, as far as a format has it: those that share none of it are parts of one bill. */
const kindColumns = [
  'usage_account_id',
  'sub_account_id',
  'product_code',
  'service_name',
  'usage_type',
  'line_item_type',
  'charge_category',
];

/**
 * Files of two reports that AWS writes of one payer's month, as one by the hour and one by the day: each has all of the bill, and they need not
 * have a line in common. One error for each two reports that both have cost of one account, product, usage type and kind of line.
 */
export async function findTwoReports(
  session: Pick<LoadSession, 'query' | 'billRows'>,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  const found = new Map<string, Diagnostic>();
  for (const spec of new Set(parts.map((part) => part.spec))) {
    const doubtful = besideOthers(parts.filter((part) => part.spec === spec));
    if (doubtful.length === 0) continue;
    const partOf = new Map(doubtful.map((part) => [part.fileId, part]));
    for (const [month, payer, oneId, otherId] of await pairsOf(session, spec, doubtful)) {
      const [one, other] = [partOf.get(oneId ?? ''), partOf.get(otherId ?? '')];
      if (one === undefined || other === undefined || !areOfTwoReports(one, other)) continue;
      const reports = [reportOf(one), reportOf(other)].sort();
      const key = JSON.stringify([month, payer, ...reports]);
      if (!found.has(key)) found.set(key, twoReports(month ?? '', payer ?? '', [one.shown, other.shown]));
    }
  }
  return [...found.values()];
}

/** Whether two files lie as those of two reports do, and have a month in common. */
export function areOfTwoReports(one: BillPart, other: BillPart): boolean {
  const [first, second] = [reportOf(one), reportOf(other)];
  if (first === undefined || second === undefined || first === second) return false;
  return one.months.some((month) => other.months.includes(month));
}

/** Those of which a month is in files of another report, too. */
function besideOthers(parts: readonly BillPart[]): readonly BillPart[] {
  const reports = new Map<string, Set<string>>();
  for (const part of parts) {
    const report = reportOf(part);
    if (report === undefined) continue;
    for (const month of part.months) reports.set(month, (reports.get(month) ?? new Set()).add(report));
  }
  return parts.filter((part) => part.months.some((month) => (reports.get(month)?.size ?? 0) > 1));
}

/**
 * The folder that AWS keeps for a report, above those of its billing periods, or the manifest where that lies in none; undefined if nothing says
 * what report it is.
 */
function reportOf({ path: file, manifest }: BillPart): string | undefined {
  const period = periodFolderOf(manifest ?? file);
  if (period === undefined) return manifest;
  const folder = path.dirname(period);
  const name = path.basename(folder);
  if (!/^month=/i.test(path.basename(period))) {
    // A data export's manifests lie beside its data.
    return name === 'data' || name === 'metadata' ? path.dirname(folder) : folder;
  }
  // Anybody calls partitions so, but AWS calls the folder above them and the files as the report, in whose own folder they lie.
  const data = path.dirname(folder);
  const report = path.basename(data);
  if (!/^year=/i.test(name) || reportStem(file) !== `${report.toLowerCase()}-#`) return manifest;
  return path.basename(path.dirname(data)) === report ? path.dirname(data) : data;
}

/** Rows of (month, payer, file, other file): of two files of one payer and month that both have cost of a kind. */
async function pairsOf(
  session: Pick<LoadSession, 'query' | 'billRows'>,
  spec: BillSpec,
  parts: readonly BillPart[],
): Promise<readonly (readonly (string | null)[])[]> {
  const texts = ['payer_account_id', ...kindColumns].filter((column) =>
    spec.form.columns.some(({ name }) => name === column),
  );
  const files = parts.map(({ fileId, months }) => billFile(fileId, spec, months));
  const said = texts.map((column) => `coalesce(${column}, '') as ${column}`);
  const same = ['statement_month', ...texts].map((column) => `other.${column} = one.${column}`);
  const payer = texts.includes('payer_account_id') ? 'one.payer_account_id' : 'cast(null as varchar)';
  const { rows } = await session.query(
    `with kinds as (
      select distinct ${['statement_month', 'file_id', ...said].join(', ')}
      from ${session.billRows(billRelation(spec), files)} as lines
      where unblended_cost <> 0
    )
    select distinct one.statement_month, ${payer}, one.file_id, other.file_id
    from kinds as one
    inner join kinds as other on other.file_id > one.file_id and ${same.join(' and ')}
    order by 1, 2, 3, 4`,
  );
  return rows;
}

function twoReports(month: string, payer: string, names: readonly string[]): Diagnostic {
  const [first, second] = [...names].sort();
  const of = payer === '' ? '' : ` of payer ${payer}`;
  const why = 'they are of two reports, and both have cost of one account and product';
  return {
    severity: 'error',
    code: 'two-bills-of-a-month',
    message: `"${first}" and "${second}" are two bills of ${month.slice(0, 7)}${of}: ${why}.`,
    hint: "Give one report only, which has all of the payer's bill.",
  };
}
