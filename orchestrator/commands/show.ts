import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { nodeName, type StatementMonth } from '../base/names.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Graph } from '../graph/graph.ts';
import { formatCsv } from '../report/format-csv.ts';
import { formatRows } from '../report/format-rows.ts';
import { screenOf } from '../report/screen.ts';
import { findRelation, publishedRelation } from '../run/published-relation.ts';
import type { RelationName } from '../warehouses/dialect.ts';
import type { QueryResult, Warehouse } from '../warehouses/warehouse.ts';
import type { Command, ProjectOptions } from './command.ts';
import { openTarget } from './open-target.ts';
import { parseMonths } from './parse-months.ts';
import { parseWholeNumber } from './parse-whole-number.ts';
import { readGraph } from './read-graph.ts';
import { showDiagnostics } from './show-diagnostics.ts';

interface ShowOptions extends ProjectOptions {
  readonly model: string;
  readonly limit: string;
  readonly month?: readonly string[];
  readonly csv?: boolean;
}

/** The first rows of what readers see of a model, seed or raw table. */
export const show: Command<ShowOptions> = async (options, effects) => {
  const graph = await readGraph(options, effects);
  showDiagnostics(graph.diagnostics, effects, options);
  if (!graph.ok) return 2;
  const question = parseQuestion(graph.value, options);
  showDiagnostics(question.diagnostics, effects, options);
  if (!question.ok) return 2;
  const { project } = graph.value;
  const target = options.target ?? project.defaultTarget;
  const warehouse = await openTarget(project, target, `show ${options.model}`, effects);
  showDiagnostics(warehouse.diagnostics, effects, options);
  if (!warehouse.ok) return 2;
  const interrupt = (): void => warehouse.value.interrupt();
  effects.interrupted.addEventListener('abort', interrupt);
  try {
    const rows = await readRows(warehouse.value, target, question.value);
    showDiagnostics(rows.diagnostics, effects, options);
    if (!rows.ok) return 2;
    effects.out.write(formatResult(rows.value, options, effects));
    return 0;
  } catch (error) {
    if (effects.interrupted.aborted) return 130;
    throw error;
  } finally {
    effects.interrupted.removeEventListener('abort', interrupt);
    await warehouse.value.close();
  }
};

/** What the options ask for, checked before anything is opened. */
interface Question {
  readonly place: RelationName;
  readonly limit: number;
  readonly months: readonly StatementMonth[] | undefined;
}

function parseQuestion(graph: Graph, { model, limit: limitText, month }: ShowOptions): Checked<Question> {
  const limit = parseWholeNumber('limit', limitText);
  const months = parseMonths(month);
  const diagnostics = [...limit.diagnostics, ...months.diagnostics];
  const node = graph.nodes.get(nodeName(model.replace(/^.*\./, '')));
  const place = node && publishedRelation(node);
  if (place === undefined) {
    const hint = didYouMean(model, graph.nodes.keys()) ?? 'npx apportion ls lists what there is.';
    diagnostics.push(badOption(`"${model}" is not a model, seed or raw table of this project.`, hint));
  }
  if (place === undefined || !limit.ok || !months.ok) return { ok: false, diagnostics };
  return { ok: true, value: { place, limit: limit.value, months: months.value }, diagnostics };
}

async function readRows(
  warehouse: Warehouse,
  target: string,
  { place, limit, months }: Question,
): Promise<Checked<QueryResult>> {
  const relation = findRelation(await warehouse.relations(), place);
  const name = `${place.schema}.${place.name}`;
  if (relation === undefined) {
    const message = `"${name}" is not there yet on target "${target}".`;
    return { ok: false, diagnostics: [badOption(message, 'npx apportion build makes it.')] };
  }
  if (months !== undefined && !relation.columns.some((column) => column.name === 'statement_month')) {
    return { ok: false, diagnostics: [badOption(`--month: "${name}" has no column statement_month.`)] };
  }
  const dates = months?.map((month) => `date '${month}'`).join(', ');
  const where = dates === undefined ? '' : ` where statement_month in (${dates})`;
  const sql = `select * from ${warehouse.dialect.relation(place)}${where} limit ${limit}`;
  return { ok: true, value: await warehouse.query(sql, limit), diagnostics: [] };
}

function badOption(message: string, hint?: string): Diagnostic {
  return { severity: 'error', code: 'bad-option', message, hint };
}

function formatResult(result: QueryResult, options: ShowOptions, effects: Effects): string {
  if (options.csv) return formatCsv(result);
  const lines = options.json
    ? result.rows.map((row) =>
        JSON.stringify(Object.fromEntries(result.columns.map(({ name }, at) => [name, row[at] ?? null]))),
      )
    : formatRows(result, screenOf(effects.out, effects.environment));
  return lines.map((line) => `${line}\n`).join('');
}
