import { type Checked, checked } from '../base/diagnostic.ts';
import type { StatementMonth } from '../base/names.ts';
import type { RunFacts } from '../compile/compiled-graph.ts';
import type { ModelNode, SeedNode, TestNode } from '../graph/graph.ts';
import { activeNodes } from './active-nodes.ts';
import { compileRun } from './compile-run.ts';
import { readGitCommit } from './git-commit.ts';
import { latestRowsOf, latestRowsStatements } from './latest-rows.ts';
import type { Materialization, Statement } from './materialize/materialization.ts';
import { materializeNode, readPublishedMonths } from './materialize/materialize-node.ts';
import { chooseMonths, readLoadedMonths } from './months.ts';
import { makesRelation, modelTask, type RunSetting } from './node-task.ts';
import { schemaStatements } from './prepare-warehouse.ts';
import { publishStatements } from './publish.ts';
import { newRunId } from './run-id.ts';
import type { RunOptions } from './run-options.ts';
import { timestampLiteral } from './timestamp-literal.ts';

/** What a run would do, in order. Files are not looked at: the months are those that are loaded already. */
export interface RunPlan {
  readonly months: readonly StatementMonth[];
  readonly statements: readonly (
    | Statement
    | { readonly role: 'build'; readonly node?: undefined; readonly sql: string }
  )[];
}

/** The statements that a run would send to the warehouse, without sending them. Only reads. */
export async function planRun(options: RunOptions): Promise<Checked<RunPlan>> {
  const { graph, warehouse, effects } = options;
  const { project } = graph;
  const relations = await warehouse.relations();
  const months = chooseMonths(await readLoadedMonths(project, warehouse, relations), options.months);
  if (!months.ok) return months;

  const startedAt = effects.now();
  const run: RunFacts = {
    id: newRunId(startedAt),
    startedAt,
    gitCommit: await readGitCommit(project.root),
    target: options.target,
    months: months.value,
  };
  const nodes = activeNodes(options, relations);
  const compiled = compileRun(options, nodes, relations, run);
  if (compiled.diagnostics.length > 0) return { ok: false, diagnostics: compiled.diagnostics };

  const setting: RunSetting = { warehouse, run, relations, compiled, contracts: project.contracts };
  const histories = latestRowsStatements(
    graph,
    warehouse,
    latestRowsOf(graph, nodes, relations, run.months),
    relations,
    run,
  );
  const materializations: Materialization[] = [];
  for (const node of nodes) {
    if (makesRelation(node)) materializations.push(await materialize(setting, node, startedAt));
  }
  const tests = nodes.filter((node): node is TestNode => node.kind === 'test');
  return checked(
    {
      months: months.value ?? [],
      statements: [
        ...schemaStatements(project, warehouse).map((sql) => ({ role: 'build' as const, sql })),
        ...histories.build,
        ...materializations.flatMap(({ build }) => build),
        ...tests.flatMap((node) => auditStatement(setting, node)),
        ...(options.steps.publish ? publishStatements(materializations) : []),
        ...(options.steps.publish ? materializations.flatMap(({ cleanup }) => cleanup) : []),
        ...histories.cleanup,
      ],
    },
    [],
  );
}

async function materialize(
  setting: RunSetting,
  node: SeedNode | ModelNode,
  now: Date,
): Promise<Materialization> {
  const task = node.kind === 'model' ? modelTask(setting, node) : undefined;
  const publishedMonths = await readPublishedMonths(setting.warehouse, node, task);
  return materializeNode(setting, node, { publishedAt: timestampLiteral(now), publishedMonths });
}

function auditStatement({ compiled }: RunSetting, node: TestNode): Statement[] {
  const query = compiled.forRun.get(node.name);
  if (query === undefined) return [];
  return [{ role: 'audit', node: node.name, sql: query.sql, query: { offset: 0, compiled: query } }];
}
