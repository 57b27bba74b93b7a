import type { CompiledSql } from '../../compile/compiled-graph.ts';
import { describeTest } from '../../compile/describe-test.ts';
import type { Graph, TestNode } from '../../graph/graph.ts';
import type { Severity } from '../../project/project.ts';
import { type Purpose, WarehouseError } from '../../warehouses/warehouse.ts';
import { askingFor } from '../asking.ts';
import { type Statement, statementAround } from '../materialize/materialization.ts';
import { isTrouble } from '../warehouse-trouble.ts';
import { isThere, readsPublished } from './active-nodes.ts';
import { interruptedOutcome, type NodeOutcome, troubledOutcome } from './build-node.ts';
import { compiledPath } from './compiled-path.ts';
import { refusedStatement } from './failure.ts';
import type { RunSetting } from './node-task.ts';

/** How many of the rows that should not be there are kept. */
const mostRows = 20;

/** Looks for rows that should not be there. `again` is the command line that makes the test once more. */
export async function testNode(
  setting: RunSetting,
  graph: Graph,
  node: TestNode,
  again: string,
): Promise<NodeOutcome> {
  const { warehouse, compiled, relations } = setting;
  // Before the first publication there is nothing that could have been changed.
  if (readsPublished(node) && !node.reads.every((name) => isThere(graph, name, relations)))
    return { status: 'success' };
  const query = compiled.forRun.get(node.name);
  if (query === undefined) throw new Error(`internal error: "${node.name}" was not compiled`);
  const asking = askingFor(node.name);
  const audit = auditStatement(query);
  try {
    const { columns, rows } = await warehouse.query(audit.sql, undefined, asking.purpose);
    if (rows.length === 0) return { status: 'success', ...asking.queryIds() };
    const rowCount =
      rows.length <= mostRows ? rows.length : await countRows(setting, query.sql, asking.aside);
    return {
      status: severityOf(node) === 'warn' ? 'warned' : 'failed',
      failure: {
        kind: 'rows-found',
        test: {
          message: describeTest(node),
          rowCount,
          columns: columns.map(({ name }) => name),
          rows: rows.slice(0, mostRows),
          sqlPath: compiledPath(node),
          again,
        },
      },
      ...asking.queryIds(),
    };
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    if (error.detail.kind === 'interrupted') return interruptedOutcome;
    if (isTrouble(error)) return troubledOutcome(error);
    return {
      status: 'failed',
      failure: refusedStatement(node, error, audit),
      ...asking.queryIds(),
    };
  }
}

/** A test's query for the first rows only: what comes of a whole one may be more than the service between us and the warehouse hands on. */
export function auditStatement(query: CompiledSql): Statement {
  return statementAround('audit', 'select * from (', query, `) as found limit ${mostRows + 1}`);
}

async function countRows({ warehouse }: RunSetting, sql: string, purpose: Purpose): Promise<number> {
  const counting = `select count(*) as row_count from (\n${sql}\n) as found`;
  const { rows } = await warehouse.query(counting, undefined, purpose);
  return Number(rows[0]?.[0] ?? 0);
}

function severityOf({ test }: TestNode): Severity {
  return test.kind === 'assertion' ? test.assertion.severity : test.declared.severity;
}
