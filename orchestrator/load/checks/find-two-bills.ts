import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import type { LoadSession } from '../../warehouses/file-load.ts';
import type { BillSpec } from '../formats/recognize-format.ts';
import { areOfOneManifest, type BillPart, billFile } from '../raw/bill-part.ts';
import { billRelation } from '../raw/raw-table.ts';
import { areOfTwoReports } from './find-two-reports.ts';
import { lieAsVersions } from './find-two-versions.ts';
import { idColumns } from './id-columns.ts';

/** What a later version of a bill says anew of the same line: which rows are the same is asked without them. */
const restated = new Set([...idColumns, 'invoice_id']);

/**
 * Two files of one payer and one month that are two versions of one bill. They have an id of a line in common; or more than half of
 * the smaller file's rows say what rows of the other say, but for their ids and the invoice; or both state the month's total; or
 * one of them has ids and the other has none. What one manifest names is one version whatever its files share: AWS's ids are unique
 * in a part only.
 */
export async function findTwoBills(
  session: Pick<LoadSession, 'query' | 'billRows'>,
  dialect: Dialect,
  spec: BillSpec,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  const months = [...new Set(parts.flatMap((part) => part.months))].filter((month) => {
    const [first, ...others] = parts.filter((part) => part.months.includes(month));
    return first !== undefined && others.some((other) => !areOfOneManifest(first, other));
  });
  if (months.length === 0) return [];
  const files = parts.flatMap((part) => {
    const shared = part.months.filter((month) => months.includes(month));
    return shared.length === 0 ? [] : [billFile(part.fileId, spec, shared)];
  });
  const { rows } = await session.query(pairsSql(dialect, spec, session.billRows(billRelation(spec), files)));
  // Of files that lie as versions or as two reports do, `findTwoVersions` and `findTwoReports` have told it.
  const isTold = (one: BillPart, other: BillPart): boolean =>
    areOfOneManifest(one, other) || lieAsVersions(one, other) || areOfTwoReports(one, other);
  const partOf = new Map(parts.map((part) => [part.fileId, part]));
  const seen = new Set<string>();
  return rows.flatMap(([month, payer, oneId, otherId, reason, lines]): Diagnostic[] => {
    const [one, other] = [partOf.get(oneId ?? ''), partOf.get(otherId ?? '')];
    const pair = [month, payer, ...[oneId, otherId].sort()].join(' ');
    if (one === undefined || other === undefined || seen.has(pair) || isTold(one, other)) return [];
    seen.add(pair);
    const of = payer === '' || payer == null ? '' : ` of payer ${payer}`;
    const [first, second] = [one.shown, other.shown].sort();
    const why: Readonly<Record<string, string>> = {
      '1 lines': `${lines} lines stand in both`,
      '2 totals': 'each of them states a total of the month',
      '3 ids': `only "${one.shown}" has ids of its lines`,
    };
    const message = `"${first}" and "${second}" are two bills of ${(month ?? '').slice(0, 7)}${of}: ${why[reason ?? ''] ?? ''}.`;
    return [{ severity: 'error', code: 'two-bills-of-a-month', message, hint: 'Give the newer one only.' }];
  });
}

/** Rows of (month, payer, file, other file, reason, shared lines): the first reason of a pair first. */
function pairsSql(dialect: Dialect, spec: BillSpec, lines: string): string {
  const has = (name: string): boolean => spec.form.columns.some((column) => column.name === name);
  // Redshift sorts and compares no text in quotes that a query inside of another one gives as it is: it has no type there.
  const text = (words: string): string => dialect.helpers.cast('text', dialect.literal(words));
  const payer = has('payer_account_id') ? `coalesce(payer_account_id, '')` : text('');
  const ids = idColumns.filter(has).map((name) => dialect.identifier(name));
  const hasIds = ids.map((name) => `${name} is not null`).join(' and ');
  const said = spec.form.columns
    .filter(({ name }) => !restated.has(name))
    .map(({ name }) => dialect.identifier(name));
  const keys = [
    `select statement_month, ${payer} as payer, file_id, ${text('said')} as kind, cast(${dialect.helpers.row_hash(said.join(', '))} as varchar) as line_key from ${lines} as lines`,
    ...(ids.length === 0
      ? []
      : [
          `select statement_month, ${payer}, file_id, ${text('id')}, ${ids.join(` || '/' || `)} from ${lines} as lines where ${hasIds}`,
        ]),
  ];
  const sameFile = (one: string, other: string): string =>
    `${other}.statement_month = ${one}.statement_month and ${other}.payer = ${one}.payer`;
  const pairs = [
    `select one.statement_month, one.payer, one.file_id as file_id, other.file_id as other_id, ${text('1 lines')} as reason, shared.row_count as shared_rows
    from shared
    inner join sizes as one on ${sameFile('shared', 'one')} and one.file_id = shared.file_id and one.kind = shared.kind
    inner join sizes as other on ${sameFile('shared', 'other')} and other.file_id = shared.other_id and other.kind = shared.kind
    where shared.kind = 'id' or shared.row_count * 2 > least(one.row_count, other.row_count)`,
  ];
  if (has('record_type') && has('record_id')) {
    pairs.push(
      `select one.statement_month, one.payer, one.file_id, other.file_id, ${text('2 totals')}, 0
    from files as one inner join files as other on ${sameFile('one', 'other')} and other.file_id > one.file_id
    where one.totals > 0 and other.totals > 0`,
      `select one.statement_month, one.payer, one.file_id, other.file_id, ${text('3 ids')}, 0
    from files as one inner join files as other on ${sameFile('one', 'other')} and other.file_id <> one.file_id
    where one.lines_with_id > 0 and other.line_items > 0 and other.lines_with_id = 0`,
    );
  }
  const recordType = `lower(trim(coalesce(record_type, '')))`;
  const count = (condition: string): string => `sum(case when ${condition} then 1 else 0 end)`;
  const files = `,
    files as (
      select
        statement_month, ${payer} as payer, file_id,
        ${count(`${recordType} = 'statementtotal'`)} as totals,
        ${count(`${recordType} = 'lineitem'`)} as line_items,
        ${count(`${recordType} = 'lineitem' and record_id is not null`)} as lines_with_id
      from ${lines} as lines
      group by statement_month, ${payer}, file_id
    )`;
  return `with
    line_keys as (${keys.join(' union all ')}),
    counted as (
      select statement_month, payer, file_id, kind, line_key, count(*) as row_count
      from line_keys
      group by statement_month, payer, file_id, kind, line_key
    ),
    sizes as (
      select statement_month, payer, file_id, kind, sum(row_count) as row_count
      from counted
      group by statement_month, payer, file_id, kind
    ),
    shared as (
      select a.statement_month, a.payer, a.kind, a.file_id, b.file_id as other_id, sum(least(a.row_count, b.row_count)) as row_count
      from counted as a
      inner join counted as b
        on ${sameFile('a', 'b')} and b.kind = a.kind and b.line_key = a.line_key and b.file_id > a.file_id
      group by a.statement_month, a.payer, a.kind, a.file_id, b.file_id
    )${pairs.length > 1 ? files : ''}
    select * from (${pairs.join(' union all ')}) as pairs
    order by 1, 2, reason, shared_rows desc, 3, 4`;
}
