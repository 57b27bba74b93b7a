import type { Checked } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { nodeName } from '../base/names.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Graph } from '../graph/graph.ts';
import { formatCsv } from '../report/format-csv.ts';
import { formatRows } from '../report/format-rows.ts';
import { screenOf } from '../report/screen.ts';
import { findRelation, publishedRelation } from '../run/active-nodes.ts';
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
  const { project } = graph.value;
  const target = options.target ?? project.defaultTarget;
  const warehouse = await openTarget(project, target, `show ${options.model}`, effects);
  showDiagnostics(warehouse.diagnostics, effects, options);
  if (!warehouse.ok) return 2;
  const interrupt = (): void => warehouse.value.interrupt();
  effects.interrupted.addEventListener('abort', interrupt);
  try {
    const rows = await readRows(graph.value, warehouse.value, target, options);
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

async function readRows(
  graph: Graph,
  warehouse: Warehouse,
  target: string,
  options: ShowOptions,
): Promise<Checked<QueryResult>> {
  const limit = parseWholeNumber('limit', options.limit);
  const months = parseMonths(options.month);
  if (!limit.ok || !months.ok)
    return { ok: false, diagnostics: [...limit.diagnostics, ...months.diagnostics] };
  const refuse = (message: string, hint?: string): Checked<never> => ({
    ok: false,
    diagnostics: [{ severity: 'error', code: 'bad-option', message, hint }],
  });
  const node = graph.nodes.get(nodeName(options.model.replace(/^.*\./, '')));
  const place = node && publishedRelation(node);
  if (place === undefined) {
    const hint = didYouMean(options.model, graph.nodes.keys()) ?? 'npx apportion ls lists what there is.';
    return refuse(`"${options.model}" is not a model, seed or raw table of this project.`, hint);
  }
  const relation = findRelation(await warehouse.relations(), place);
  if (relation === undefined) {
    return refuse(
      `"${place.schema}.${place.name}" is not there yet on target "${target}".`,
      'npx apportion build makes it.',
    );
  }
  const hasMonth = relation.columns.some(({ name }) => name === 'statement_month');
  if (months.value !== undefined && !hasMonth)
    return refuse(`--month: "${options.model}" has no column statement_month.`);
  const dates = months.value?.map((month) => `date '${month}'`).join(', ');
  const where = dates === undefined ? '' : ` where statement_month in (${dates})`;
  const sql = `select * from ${warehouse.dialect.relation(place)}${where} limit ${limit.value}`;
  return { ok: true, value: await warehouse.query(sql, limit.value), diagnostics: [] };
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
