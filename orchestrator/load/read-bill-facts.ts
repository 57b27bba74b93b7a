import type { Diagnostic } from '../base/diagnostic.ts';
import { parseStatementMonth, type StatementMonth } from '../base/names.ts';
import type { Dialect } from '../warehouses/dialect.ts';
import type { LoadSession } from '../warehouses/file-load.ts';
import type { PlannedLoad } from './planned-load.ts';
import { rawRelation } from './raw-table.ts';
import type { BillSpec } from './recognize-format.ts';
import { monthOfTotals } from './statement-month.ts';

/** What a bill file's rows say of it, once they are in the raw table. */
export interface BillFacts {
  readonly months: readonly StatementMonth[];
  readonly costTotal: string | null;
  readonly tagKeys: readonly string[];
  readonly warnings: readonly Diagnostic[];
  /** The file is not to be loaded after all. */
  readonly refusal?: Diagnostic;
}

/** Reads the facts, and first corrects the month of rows that do not say it, where their totals row or their days know better. */
export async function readBillFacts(
  session: LoadSession,
  dialect: Dialect,
  planned: PlannedLoad,
  spec: BillSpec,
): Promise<BillFacts> {
  const table = dialect.relation(rawRelation(spec));
  const isOfFile = `file_id = ${dialect.literal(planned.load.fileId)}`;
  const has = (name: string): boolean => spec.form.columns.some((column) => column.name === name);
  const value = async (sql: string): Promise<string | null> =>
    (await session.query(sql)).rows[0]?.[0] ?? null;
  const warnings: Diagnostic[] = [];

  const bound = planned.load.content.kind === 'documents' ? undefined : planned.load.content.bill;

  const month = planned.monthFrom === 'rows' ? undefined : await monthOfFile();
  if (month === null) {
    const message = `Nothing in "${planned.shown}" says which month it is for: no totals row, no name as …-2017-02.csv, no usage dates.`;
    const refusal: Diagnostic = {
      severity: 'error',
      code: 'unknown-month',
      message,
      place: { file: planned.shown },
    };
    return { months: [], costTotal: null, tagKeys: [], warnings, refusal };
  }
  if (
    month !== undefined &&
    bound?.statementMonth.kind === 'constant' &&
    month !== bound.statementMonth.month
  ) {
    await session.execute(
      `update ${table} set statement_month = date ${dialect.literal(month)} where ${isOfFile}`,
    );
  }
  const months = await session.query(
    `select distinct statement_month from ${table} where ${isOfFile} order by statement_month`,
  );
  const costTotal = has('unblended_cost')
    ? await value(`select sum(unblended_cost) from ${table} where ${isOfFile}`)
    : null;
  return {
    months: months.rows.flatMap(([text]) => parseStatementMonth(text ?? '') ?? []),
    costTotal,
    tagKeys: [
      ...new Set([...(bound?.tagColumns.map(({ key }) => key) ?? []), ...(await keysOfMaps())]),
    ].sort(),
    warnings,
  };

  /** The totals row says it best; then AWS's file name; then the month in which most lines begin. */
  async function monthOfFile(): Promise<StatementMonth | null> {
    if (has('description') && has('record_type')) {
      const total = await value(
        `select min(description) from ${table} where ${isOfFile} and lower(trim(record_type)) like '%total' and lower(description) like '%for period %'`,
      );
      const said = monthOfTotals(total ?? '');
      if (said !== undefined) return said;
    }
    const assumed =
      bound?.statementMonth.kind === 'constant' ? parseStatementMonth(bound.statementMonth.month) : undefined;
    if (planned.monthFrom === 'file name' && assumed !== undefined) return assumed;
    if (!has('usage_start_at')) return null;
    const monthOf = dialect.helpers.month_of('usage_start_at');
    const most = await value(
      `select ${monthOf} from ${table} where ${isOfFile} and usage_start_at is not null group by ${monthOf} order by count(*) desc, ${monthOf} limit 1`,
    );
    const guessed = parseStatementMonth(most ?? '');
    if (guessed === undefined) return null;
    const message = `"${planned.shown}" does not say which month it is for; it was taken for ${guessed.slice(0, 7)}, in which most of its lines begin.`;
    const hint = 'Name it as AWS does, …-2017-02.csv, if that is wrong.';
    warnings.push({
      severity: 'warning',
      code: 'unknown-month',
      message,
      place: { file: planned.shown },
      hint,
    });
    return guessed;
  }

  async function keysOfMaps(): Promise<readonly string[]> {
    if (bound === undefined || bound.tagMaps.length === 0) return [];
    const { rows } = await session.query(
      `select distinct tags from ${table} where ${isOfFile} and tags is not null limit 20000`,
    );
    return rows.flatMap(([tags]) => Object.keys(JSON.parse(tags ?? '{}') as Record<string, unknown>));
  }
}
