import type { Diagnostic } from '../../base/diagnostic.ts';
import { parseStatementMonth, type StatementMonth } from '../../base/names.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import type { BillFile, LoadSession } from '../../warehouses/file-load.ts';
import type { BillSpec } from '../formats/recognize-format.ts';
import { monthOfTotals } from '../formats/statement-month.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';
import { billFile, saysMonth } from '../raw/bill-part.ts';
import { billRelation, rawColumns } from '../raw/raw-table.ts';

/** What a bill file's rows say of it, once they are in the raw table. */
export interface BillFacts {
  readonly months: readonly StatementMonth[];
  readonly costTotal: string | null;
  readonly tagKeys: readonly string[];
  readonly warnings: readonly Diagnostic[];
  /** Its rows, each for its month. */
  readonly file: BillFile;
  /** The file is not to be loaded after all. */
  readonly refusal?: Diagnostic;
}

/** Reads the facts, and first finds the month of rows that do not say it: their totals row or their days may know better than the name. */
export async function readBillFacts(
  session: LoadSession,
  dialect: Dialect,
  planned: PlannedLoad,
  spec: BillSpec,
  rows: number,
): Promise<BillFacts> {
  const { fileId } = planned.load;
  const all: BillFile = { fileId, rows: { kind: 'column', months: 'all' } };
  const columns = rawColumns(spec).filter(({ name }) => name !== 'statement_month' || saysMonth(spec));
  // Nothing is asked here of the month itself where the rows do not say it.
  const table = `${session.billRows({ ...billRelation(spec), columns }, [all])} as lines`;
  const has = (name: string): boolean => spec.form.columns.some((column) => column.name === name);
  const value = async (sql: string): Promise<string | null> =>
    (await session.query(sql)).rows[0]?.[0] ?? null;
  const warnings: Diagnostic[] = [];

  const bound = planned.load.content.kind === 'documents' ? undefined : planned.load.content.bill;

  const month = planned.monthFrom === 'rows' ? undefined : await monthOfFile();
  if (typeof month === 'object')
    return { months: [], costTotal: null, tagKeys: [], warnings, file: all, refusal: month };
  const months = month === undefined ? await monthsOfRows() : rows === 0 ? [] : [month];
  const costTotal = has('unblended_cost') ? await value(`select sum(unblended_cost) from ${table}`) : null;
  return {
    months,
    file: billFile(fileId, spec, months),
    costTotal,
    tagKeys: [
      ...new Set([...(bound?.tagColumns.map(({ key }) => key) ?? []), ...(await keysOfMaps())]),
    ].sort(),
    warnings,
  };

  async function monthsOfRows(): Promise<readonly StatementMonth[]> {
    const found = await session.query(
      `select distinct statement_month from ${table} order by statement_month`,
    );
    return found.rows.flatMap(([text]) => parseStatementMonth(text ?? '') ?? []);
  }

  /** The totals row says it best; then AWS's file name; then the month in which most lines begin. Else what is wrong. */
  async function monthOfFile(): Promise<StatementMonth | Diagnostic> {
    const named =
      planned.monthFrom === 'file name' && bound?.statementMonth.kind === 'constant'
        ? parseStatementMonth(bound.statementMonth.month)
        : undefined;
    const [said, ...others] = await monthsOfTotals();
    if (said !== undefined && others.length > 0) {
      const listed = [said, ...others].map((one) => one.slice(0, 7)).join(', ');
      const message = `"${planned.shown}" has totals of several months, ${listed}, and its lines do not say which of them they are for.`;
      return problem('error', message, 'Give a file for each month, as AWS writes them.');
    }
    if (said !== undefined && named !== undefined && said !== named) {
      const message = `"${planned.shown}" is named after ${named.slice(0, 7)}, but its totals are for ${said.slice(0, 7)}, which was taken.`;
      warnings.push(problem('warning', message, `Name it after ${said.slice(0, 7)} if that is right.`));
    }
    if (said !== undefined) return said;
    if (named !== undefined) return named;
    if (!has('usage_start_at')) return unknownMonth();
    const monthOf = dialect.helpers.month_of('usage_start_at');
    const most = await value(
      `select ${monthOf} from ${table} where usage_start_at is not null group by ${monthOf} order by count(*) desc, ${monthOf} limit 1`,
    );
    const guessed = parseStatementMonth(most ?? '');
    if (guessed === undefined) return unknownMonth();
    const message = `"${planned.shown}" does not say which month it is for; it was taken for ${guessed.slice(0, 7)}, in which most of its lines begin.`;
    warnings.push(problem('warning', message, 'Name it as AWS does, …-2017-02.csv, if that is wrong.'));
    return guessed;
  }

  async function monthsOfTotals(): Promise<readonly StatementMonth[]> {
    if (!has('description') || !has('record_type')) return [];
    const { rows } = await session.query(
      `select distinct description from ${table} where lower(trim(record_type)) like '%total' and lower(description) like '%for period %'`,
    );
    return [...new Set(rows.flatMap(([description]) => monthOfTotals(description ?? '') ?? []))].sort();
  }

  function unknownMonth(): Diagnostic {
    const message = `Nothing in "${planned.shown}" says which month it is for: no totals row, no name as …-2017-02.csv, no usage dates.`;
    return problem('error', message);
  }

  function problem(severity: Diagnostic['severity'], message: string, hint?: string): Diagnostic {
    return { severity, code: 'unknown-month', message, place: { file: planned.shown }, hint };
  }

  async function keysOfMaps(): Promise<readonly string[]> {
    if (bound === undefined || bound.tagMaps.length === 0) return [];
    const { rows } = await session.query(
      `select distinct tags from ${table} where tags is not null limit 20000`,
    );
    return rows.flatMap(([tags]) => Object.keys(JSON.parse(tags ?? '{}') as Record<string, unknown>));
  }
}
