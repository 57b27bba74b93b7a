import type { Effects } from '../base/effects.ts';
import { formatCsv } from '../report/format-csv.ts';
import { formatJson } from '../report/format-json.ts';
import { formatRows } from '../report/format-rows.ts';
import { screenOf } from '../report/screen.ts';
import type { QueryResult } from '../warehouses/warehouse.ts';
import type { Command, ProjectOptions } from './command.ts';
import { readGraph } from './read-graph.ts';
import { parseShowQuestion, readShownRows, type ShowWords } from './read-shown-rows.ts';
import { showDiagnostics } from './show-diagnostics.ts';
import { withTarget } from './with-target.ts';

interface ShowOptions extends ProjectOptions, ShowWords {
  readonly csv?: boolean;
}

/** The first rows of what readers see of a model, seed or raw table. */
export const show: Command<ShowOptions> = async (options, effects) => {
  const graph = await readGraph(options, effects);
  showDiagnostics(graph.diagnostics, effects, options);
  if (!graph.ok) return 2;
  const question = parseShowQuestion(graph.value, options);
  showDiagnostics(question.diagnostics, effects, options);
  if (!question.ok) return 2;
  const { project } = graph.value;
  const target = options.target ?? project.defaultTarget;
  const opening = { project, target, command: `show ${options.model}`, node: question.value.name };
  return withTarget(opening, options, effects, async (warehouse) => {
    const rows = await readShownRows(warehouse, target, question.value);
    showDiagnostics(rows.diagnostics, effects, options);
    if (!rows.ok) return 2;
    effects.out.write(formatResult(rows.value, options, effects));
    return 0;
  });
};

function formatResult(result: QueryResult, options: ShowOptions, effects: Effects): string {
  if (options.csv) return formatCsv(result, effects.out);
  if (options.json) return formatJson(namedCells(result), effects.out);
  const lines = formatRows(result, screenOf(effects.out, effects.environment));
  return lines.map((line) => `${line}\n`).join('');
}

function namedCells({ columns, rows }: QueryResult): Record<string, string | null>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
}
