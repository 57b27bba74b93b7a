import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import type { BillFile, LoadSession } from '../../warehouses/file-load.ts';
import type { BillSpec } from '../formats/recognize-format.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';
import { saysMonth } from '../raw/bill-part.ts';
import { billRelation } from '../raw/raw-table.ts';
import { findLines } from '../refusals/explain-refusal.ts';
import { idColumns } from './id-columns.ts';

/** How many ids of one file are shown; the others are counted. */
const shownIds = 3;

/** An error for each id that two lines of a loaded bill file have, at the second of them: most ids that a spreadsheet has rounded. */
export async function checkIds(
  session: LoadSession,
  dialect: Dialect,
  planned: PlannedLoad,
  spec: BillSpec,
  file: BillFile,
): Promise<Diagnostic[]> {
  const { load, shown } = planned;
  const { content } = load;
  const has = (name: string): boolean => spec.form.columns.some((column) => column.name === name);
  const ids = idColumns.filter(has);
  if (ids.length === 0 || content.kind === 'documents') return [];
  const bound = ids.map((id) => content.bill.columns.find(({ name }) => name === id)?.position);
  const names = bound.flatMap((position) => (position === undefined ? [] : [planned.header[position] ?? '']));
  // Without one of its columns no line of the file has an id.
  if (names.length < ids.length) return [];

  const conditions = [
    ...ids.map((name) => `${dialect.identifier(name)} is not null`),
    ...(has('record_type') ? [`coalesce(lower(trim(record_type)), '') not like '%total'`] : []),
    // Rows that split another row's cost may name it.
    ...(has('split_parent_resource_id') ? ['split_parent_resource_id is null'] : []),
    ...(has('operation') ? [`coalesce(operation, '') not in ('ECSTask-EC2', 'EKSPod-EC2')`] : []),
  ];
  const keys = [
    ...(saysMonth(spec) ? ['statement_month'] : []),
    ...ids.map((name) => dialect.identifier(name)),
  ];
  const hash = dialect.helpers.row_hash(keys.join(', '));
  // Numbers are quickly counted, and nearly never is there more to do: rows that have landed are in no order.
  const suspects = await session.query(
    `select 1 from ${session.billRows(billRelation(spec), [file])} as lines where ${conditions.join(' and ')} group by ${hash} having count(*) > 1 limit 1`,
  );
  if (suspects.rows.length === 0) return [];
  const month = saysMonth(spec) ? 'statement_month' : `''`;
  const { rows } = await session.queryFile(
    load,
    (lines) => `with
    ids as (
      select ${month} as statement_month, line_number, ${ids.map((name) => dialect.identifier(name)).join(` || '/' || `)} as line_id
      from ${lines} as lines
      where ${conditions.join(' and ')}
    ),
    repeated as (
      select statement_month, line_id, min(line_number) as first_row
      from ids
      group by statement_month, line_id
      having count(*) > 1
    )
    select repeated.line_id, repeated.first_row, min(ids.line_number) as second_row, count(*) over () as repeated_ids
    from repeated
    inner join ids
      on ids.statement_month = repeated.statement_month
      and ids.line_id = repeated.line_id
      and ids.line_number > repeated.first_row
    group by repeated.statement_month, repeated.line_id, repeated.first_row
    order by second_row
    limit ${shownIds}`,
  );
  if (rows.length === 0) return [];

  const lines =
    content.kind === 'delimited'
      ? await findLines(
          { path: load.path, isGzip: load.isGzip, content, shown },
          rows.flatMap(([, first, second]) => [Number(first), Number(second)]),
        )
      : new Map<number, number>();
  const column = names.map((name) => `"${name}"`).join(' and ');
  return rows.map(([id, first, second, count], index): Diagnostic => {
    const line = lines.get(Number(second));
    const other = lines.get(Number(first));
    const subject = names.length === 1 ? `Column ${column}` : `Columns ${column}`;
    const where = line === undefined ? ` in row ${second}` : '';
    const taker = other === undefined ? `row ${first}` : `line ${other}`;
    const message = `${subject}${where} ${names.length === 1 ? 'is' : 'are'} expected to hold an id that no other line has; got "${(id ?? '').slice(0, 80)}", which ${taker} has too.`;
    const isShortened = /^\d([.,]\d+)?E\+\d+$/i.test(id ?? '');
    const cause = isShortened
      ? 'A spreadsheet writes long numbers so; take the file as AWS wrote it.'
      : 'Take the file as AWS wrote it.';
    const more = Number(count) - rows.length;
    const others = more > 0 && index === rows.length - 1 ? ` ${more} more ids of this file come twice.` : '';
    return {
      severity: 'error',
      code: 'bad-value',
      message,
      place: { file: shown, line },
      hint: cause + others,
    };
  });
}
