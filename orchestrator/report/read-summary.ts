import { parseCost } from '../base/money.ts';
import { isOfMonths } from '../base/month-list.ts';
import { parseStatementMonth, type StatementMonth } from '../base/names.ts';
import type { Warehouse } from '../warehouses/warehouse.ts';
import { readFinalMonths } from './read-final-months.ts';
import type { RunSummary } from './run-summary.ts';

const rollups = ['costs_by_product_area', 'costs_by_ecs_service', 'costs_by_aws_product'];

type Row = readonly (string | null)[];

/**
 * The summary of one published run, from what readers see; of the latest run if none is named. Undefined when nothing
 * was published by that name. A report that the project does not have is an empty part of the summary.
 */
export async function readSummary(warehouse: Warehouse, named?: string): Promise<RunSummary | undefined> {
  const published = await warehouse.relations();
  const exists = (schema: string, name: string): boolean =>
    published.some((relation) => relation.schema === schema && relation.name === name);
  const read = async <T>(
    table: string,
    rest: string,
    columns: string,
    toItem: (row: Row) => T,
  ): Promise<T[]> => {
    const [schema = '', name = ''] = table.split('.');
    if (!exists(schema, name)) return [];
    const { rows } = await warehouse.query(
      `select ${columns} from ${warehouse.dialect.relation({ schema, name })} ${rest}`,
    );
    return rows.map(toItem);
  };

  const hasColumn = (table: string, column: string): boolean =>
    published.some(
      ({ schema, name, columns }) =>
        `${schema}.${name}` === table && columns.some((one) => one.name === column),
    );

  const [latest] = await read(
    'rollups.runs',
    'order by published_at desc, run_id desc limit 1',
    'run_id',
    text,
  );
  const runId = named ?? latest;
  if (runId === undefined) return undefined;
  const ofRun = `where run_id = ${warehouse.dialect.literal(runId)}`;
  const months = await read(
    'rollups.runs',
    `${ofRun} order by statement_month`,
    // A history that was begun before bills in other currencies has no such column.
    `statement_month, bill_lines, bill_total, is_final, ${hasColumn('rollups.runs', 'currency') ? 'currency' : "'USD'"}`,
    (row) => ({
      month: month(row[0]),
      lines: count(row[1]),
      units: units(row[2]),
      isFinal: row[3] === 'true',
      currency: cell(row[4]),
    }),
  );
  const last = months.at(-1)?.month;
  if (last === undefined) return undefined;
  const ofMonth = `where statement_month = date '${last}'`;
  const newest = new Map(
    // The names of runs sort by when they started.
    await read('rollups.runs', 'group by statement_month', 'statement_month, max(run_id)', (row) => [
      month(row[0]),
      cell(row[1]),
    ]),
  );
  const publishedAgain = months.flatMap((of) => {
    const lastRunId = newest.get(of.month) ?? runId;
    return lastRunId === runId ? [] : [{ month: of.month, lastRunId }];
  });
  const reported = months
    .map((of) => of.month)
    .filter((one) => !publishedAgain.some((again) => again.month === one));
  const ofReported = `where ${isOfMonths('statement_month', reported)}`;
  const readOfLast: typeof read = async (...asked) => (reported.includes(last) ? read(...asked) : []);

  // A month without a row is a sum of 0, and will differ from the bill.
  const sumsOf = async (rollup: string): Promise<RunSummary['rollups']> => {
    const sums = await read(
      `rollups.${rollup}`,
      `${ofRun} group by statement_month`,
      'statement_month, sum(unblended_cost)',
      (row) => ({ rollup, month: month(row[0]), units: units(row[1]) }),
    );
    return months.map(
      (of) => sums.find((sum) => sum.month === of.month) ?? { rollup, month: of.month, units: 0n },
    );
  };

  const areas = await read(
    'rollups.costs_by_product_area',
    `${ofRun} group by statement_month, product_area order by statement_month, product_area`,
    'statement_month, product_area, sum(unblended_cost)',
    (row) => ({ month: month(row[0]), area: cell(row[1]), units: units(row[2]) }),
  );

  const checks = await read(
    'reports.bill_check',
    `${ofReported} order by statement_month, check_name, subject`,
    'statement_month, check_name, subject, difference, verdict',
    (row) => ({
      month: month(row[0]),
      check: cell(row[1]),
      subject: cell(row[2]),
      difference: row[3] === null || row[3] === undefined ? undefined : units(row[3]),
      verdict: cell(row[4]),
    }),
  );
  const withoutOwnTotal = await read(
    'reports.bill_check',
    `${ofReported} and check_name = 'statement' and verdict = 'not checkable' and is_expected order by statement_month`,
    'statement_month',
    (row) => month(row[0]),
  );

  return {
    runId,
    months,
    areas,
    finalMonths: await readFinalMonths(warehouse, runId, areas),
    rollups: (await Promise.all(rollups.filter((name) => exists('rollups', name)).map(sumsOf))).flat(),
    publishedAgain,
    unallocated: await readOfLast(
      'reports.unallocated_costs',
      `${ofMonth} order by abs(unblended_cost) desc, reason, usage_type`,
      'aws_product, usage_type, reason, unblended_cost, parts',
      (row) => ({
        product: cell(row[0]),
        usageType: row[1] ?? null,
        reason: cell(row[2]),
        units: units(row[3]),
        parts: count(row[4]),
      }),
    ),
    tagCoverage: await readOfLast(
      'reports.tag_coverage',
      `${ofMonth} order by unblended_cost desc, aws_product`,
      'aws_product, unblended_cost, tagged_cost, resource_tagged_cost',
      (row) => ({ product: cell(row[0]), units: units(row[1]), taggedUnits: units(row[2]) + units(row[3]) }),
    ),
    untagged: await readOfLast(
      'reports.untagged_resources',
      `${ofMonth} order by unblended_cost desc, resource_id limit 5`,
      'aws_product, resource_id, unblended_cost',
      (row) => ({ product: cell(row[0]), resource: cell(row[1]), units: units(row[2]) }),
    ),
    problems: await readOfLast(
      'reports.top_problem_areas',
      `${ofMonth} order by problem_rank`,
      'aws_product, usage_type, product_area, unblended_cost',
      (row) => ({
        product: cell(row[0]),
        usageType: row[1] ?? null,
        area: cell(row[2]),
        units: units(row[3]),
      }),
    ),
    events: await readOfLast(
      'reports.event_health',
      `${hasColumn('reports.event_health', 'statement_month') ? `${ofMonth} or statement_month is null` : ''} order by occurrences desc, finding`,
      'finding, occurrences, treatment',
      (row) => ({ finding: cell(row[0]), occurrences: count(row[1]), treatment: cell(row[2]) }),
    ),
    checks,
    withoutOwnTotal,
  };
}

/** The names of the published runs, the latest first. */
export async function readRunIds(warehouse: Warehouse): Promise<string[]> {
  const published = await warehouse.relations();
  if (!published.some(({ schema, name }) => schema === 'rollups' && name === 'runs')) return [];
  const { rows } = await warehouse.query(
    `select distinct run_id from ${warehouse.dialect.relation({ schema: 'rollups', name: 'runs' })} order by run_id desc`,
  );
  return rows.map(text);
}

const text = (row: Row): string => cell(row[0]);
const cell = (value: string | null | undefined): string => value ?? '–';
const count = (value: string | null | undefined): bigint => BigInt(value ?? '0');

function units(value: string | null | undefined): bigint {
  const parsed = parseCost(value ?? '0');
  if (parsed === undefined) throw new Error(`A published cost is not an exact decimal: "${value}".`);
  return parsed;
}

function month(value: string | null | undefined): StatementMonth {
  const parsed = parseStatementMonth(value ?? '');
  if (parsed === undefined) throw new Error(`A published statement_month is not a date: "${value}".`);
  return parsed;
}
