import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import { monthList } from '../base/month-list.ts';
import { type NodeName, nodeName, type StatementMonth } from '../base/names.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Graph } from '../graph/graph.ts';
import { findRelation, publishedRelation } from '../run/published-relation.ts';
import type { RelationName } from '../warehouses/dialect.ts';
import type { QueryResult, Relation, Warehouse } from '../warehouses/warehouse.ts';
import { parseMonths } from './parse-months.ts';
import { parseWholeNumber } from './parse-whole-number.ts';

/** What of the options says which rows. */
export interface ShowWords {
  readonly model: string;
  readonly limit: string;
  readonly month?: readonly string[];
}

/** The same, checked before anything is opened. */
interface ShowQuestion {
  readonly name: NodeName;
  readonly place: RelationName;
  /** The columns that make a row unique; none if the project does not say. */
  readonly grain: readonly string[];
  readonly limit: number;
  readonly months: readonly StatementMonth[] | undefined;
}

/** The question that the options of `show` ask, or what is wrong with it. */
export function parseShowQuestion(
  graph: Graph,
  { model, limit: limitText, month }: ShowWords,
): Checked<ShowQuestion> {
  const limit = parseWholeNumber('limit', limitText);
  const months = parseMonths(month);
  const diagnostics = [...limit.diagnostics, ...months.diagnostics];
  const node = graph.nodes.get(nodeName(model.replace(/^.*\./, '')));
  const place = node && publishedRelation(node);
  const fullName = place && `${place.schema}.${place.name}`;
  const isNamed = place !== undefined && (model === place.name || model === fullName);
  if (!isNamed) {
    const near =
      fullName === undefined ? didYouMean(model, graph.nodes.keys()) : `Did you mean "${fullName}"?`;
    const hint = near ?? 'npx apportion ls lists what there is.';
    diagnostics.push(badOption(`"${model}" is not a model, seed or raw table of this project.`, hint));
  }
  if (node === undefined || !isNamed || !limit.ok || !months.ok) return { ok: false, diagnostics };
  return {
    ok: true,
    value: {
      name: node.name,
      place,
      grain: node.kind === 'model' ? node.model.grain : [],
      limit: limit.value,
      months: months.value,
    },
    diagnostics,
  };
}

/** The rows as the warehouse prints them; an error if the relation or its months are not there. */
export async function readShownRows(
  warehouse: Warehouse,
  target: string,
  { place, grain, limit, months }: ShowQuestion,
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
  const dates = months && monthList(months);
  const where = dates === undefined ? '' : ` where statement_month in (${dates})`;
  const sql = `select * from ${warehouse.dialect.relation(place)}${where}${orderBy(relation, grain)} limit ${limit}`;
  return { ok: true, value: await warehouse.query(sql, limit), diagnostics: [] };
}

/** The same rows each time; of a history the latest run's. */
function orderBy({ columns }: Relation, grain: readonly string[]): string {
  const exists = (column: string): boolean => columns.some(({ name }) => name === column);
  const order = [...(exists('run_at') ? ['run_at desc'] : []), ...grain.filter(exists)];
  return order.length === 0 ? '' : ` order by ${order.join(', ')}`;
}

function badOption(message: string, hint?: string): Diagnostic {
  return { severity: 'error', code: 'bad-option', message, hint };
}
