import type { Diagnostic } from '../base/diagnostic.ts';
import type { StatementMonth } from '../base/names.ts';
import type { Dialect } from '../warehouses/dialect.ts';
import type { LoadSession } from '../warehouses/file-load.ts';
import { rawRelation } from './raw-table.ts';
import type { BillSpec } from './recognize-format.ts';

/** A bill file that is in a raw table, of this load or an earlier one. */
export interface BillPart {
  readonly fileId: string;
  readonly spec: BillSpec;
  readonly shown: string;
  readonly months: readonly StatementMonth[];
}

/** What is wrong with the months that several bill files make together: two formats, two bills, two currencies. */
export async function checkMonths(
  session: LoadSession,
  dialect: Dialect,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  const diagnostics = twoFormats(parts);
  for (const spec of new Set(parts.map((part) => part.spec))) {
    const ofSpec = parts.filter((part) => part.spec === spec);
    diagnostics.push(...(await mixedCurrencies(session, dialect, spec, ofSpec)));
    diagnostics.push(...(await twoBills(session, dialect, spec, ofSpec)));
  }
  return diagnostics;
}

function twoFormats(parts: readonly BillPart[]): Diagnostic[] {
  const months = [...new Set(parts.flatMap((part) => part.months))].sort();
  return months.flatMap((month): Diagnostic[] => {
    const ofMonth = parts.filter((part) => part.months.includes(month));
    const [first] = ofMonth;
    const other = ofMonth.find((part) => part.spec !== first?.spec);
    if (first === undefined || other === undefined) return [];
    const message = `${month.slice(0, 7)} comes twice: as ${first.spec.title} in "${first.shown}" and as ${other.spec.title} in "${other.shown}".`;
    return [
      {
        severity: 'error',
        code: 'two-bills-of-a-month',
        message,
        hint: 'Give one of them; a month comes in one format.',
      },
    ];
  });
}

async function mixedCurrencies(
  session: LoadSession,
  dialect: Dialect,
  spec: BillSpec,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  if (!hasColumn(spec, 'currency')) return [];
  const { rows } = await session.query(
    `select statement_month, min(currency), max(currency) from ${dialect.relation(rawRelation(spec))} where ${isOf(dialect, parts)} group by statement_month having min(currency) <> max(currency) order by statement_month`,
  );
  return rows.map(([month, first, second]): Diagnostic => {
    const files = parts
      .filter((part) => part.months.some((one) => one === month))
      .map((part) => `"${part.shown}"`);
    const message = `The bill of ${(month ?? '').slice(0, 7)} mixes currencies: "${first}" and "${second}" in ${files.join(', ')}.`;
    return {
      severity: 'error',
      code: 'mixed-currencies',
      message,
      hint: 'Amounts of two currencies cannot be added; give a bill for each of them.',
    };
  });
}

/**
 * Two files of one payer that hold the same lines of a month: by the bill's own ids where it has them, else if more than half
 * of the smaller file's distinct lines stand in the other too.
 */
async function twoBills(
  session: LoadSession,
  dialect: Dialect,
  spec: BillSpec,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  const months = [...new Set(parts.flatMap((part) => part.months))].filter(
    (month) => parts.filter((part) => part.months.includes(month)).length > 1,
  );
  if (months.length === 0) return [];
  const ids = ['record_id', 'line_item_id', 'time_interval'].filter((name) => hasColumn(spec, name));
  const payer = hasColumn(spec, 'payer_account_id') ? `coalesce(payer_account_id, '')` : `''`;
  const content = spec.form.columns.map(
    ({ name }) => `coalesce(cast(${dialect.identifier(name)} as varchar), '')`,
  );
  const contentKey = dialect.helpers.md5(content.join(` || '|' || `));
  const natural = ids.map((name) => dialect.identifier(name));
  const key =
    natural.length === 0
      ? contentKey
      : `case when ${natural.map((name) => `${name} is null`).join(' or ')} then ${contentKey} else ${natural.join(` || '/' || `)} end`;
  const isNatural =
    natural.length === 0
      ? '0'
      : `case when ${natural.map((name) => `${name} is null`).join(' or ')} then 0 else 1 end`;
  const { rows } = await session.query(`with
    line_keys as (
      select distinct statement_month, file_id, ${payer} as payer, ${isNatural} as is_natural, ${key} as line_key
      from ${dialect.relation(rawRelation(spec))}
      where ${isOf(dialect, parts)} and statement_month in (${months.map((month) => `date ${dialect.literal(month)}`).join(', ')})
    ),
    sizes as (select statement_month, file_id, payer, count(*) as line_count from line_keys group by statement_month, file_id, payer),
    shared as (
      select a.statement_month, a.file_id as one, b.file_id as other, a.payer, count(*) as shared_lines, max(a.is_natural) as is_natural
      from line_keys as a
      inner join line_keys as b
        on b.statement_month = a.statement_month and b.payer = a.payer and b.line_key = a.line_key and b.file_id > a.file_id
      group by a.statement_month, a.file_id, b.file_id, a.payer
    )
    select shared.statement_month, shared.one, shared.other, shared.payer, shared.shared_lines
    from shared
    inner join sizes as s1 on s1.statement_month = shared.statement_month and s1.file_id = shared.one and s1.payer = shared.payer
    inner join sizes as s2 on s2.statement_month = shared.statement_month and s2.file_id = shared.other and s2.payer = shared.payer
    where shared.is_natural = 1 or shared.shared_lines * 2 > least(s1.line_count, s2.line_count)
    order by 1, 2, 3, 4`);
  const shown = (fileId: string | null | undefined): string =>
    parts.find((part) => part.fileId === fileId)?.shown ?? '';
  return rows.map(([month, one, other, payer, lines]): Diagnostic => {
    const of = payer === '' || payer == null ? '' : ` of payer ${payer}`;
    const [first, second] = [shown(one), shown(other)].sort();
    const message = `"${first}" and "${second}" are two bills of ${(month ?? '').slice(0, 7)}${of}: ${lines} lines stand in both.`;
    return { severity: 'error', code: 'two-bills-of-a-month', message, hint: 'Give the newer one only.' };
  });
}

function hasColumn(spec: BillSpec, name: string): boolean {
  return spec.form.columns.some((column) => column.name === name);
}

function isOf(dialect: Dialect, parts: readonly BillPart[]): string {
  return `file_id in (${parts.map(({ fileId }) => dialect.literal(fileId)).join(', ')})`;
}
