import { type Checked, checked } from '../base/diagnostic.ts';
import type { StatementMonth } from '../base/names.ts';
import type { RunFacts } from '../compile/compiled-graph.ts';
import type { TestNode } from '../graph/graph.ts';
import { readGitCommit } from './git-commit.ts';
import { chooseRunMonths, type UnchangedMonths } from './inputs/choose-run-months.ts';
import type { PlannedStatement } from './materialize/materialization.ts';
import { monthsOf, readFilesLoaded } from './months.ts';
import { activeNodes } from './nodes/active-nodes.ts';
import { compileRun } from './nodes/compile-run.ts';
import { readKeepingMonths } from './nodes/keeping-months.ts';
import { latestRowsOf, latestRowsStatements } from './nodes/latest-rows.ts';
import { materializeNode } from './nodes/materialize-node.ts';
import { makesRelation, type RunSetting } from './nodes/node-task.ts';
import { auditStatement } from './nodes/test-node.ts';
import { schemaStatements } from './prepare-warehouse.ts';
import { cleanupStatements, publishStatements, stampStatements } from './publish.ts';
import { newRunId } from './run-id.ts';
import type { RunOptions } from './run-options.ts';
import { timestampLiteral } from './timestamp-literal.ts';

/** What a run would do, in order. Files are not looked at: the months are those that are loaded already. */
export interface RunPlan {
  readonly months: readonly StatementMonth[];
  /** The months for which nothing is new, if there are any. */
  readonly unchanged?: UnchangedMonths;
  readonly statements: readonly PlannedStatement[];
}

/** The statements that a run would send to the warehouse, without sending them. Only reads. */
export async function planRun(options: RunOptions): Promise<Checked<RunPlan>> {
  const { graph, warehouse, effects } = options;
  const { project } = graph;
  const relations = await warehouse.relations();
  const files = await readFilesLoaded(project, warehouse, relations);
  const found = monthsOf(files);
  const chosen = await chooseRunMonths(options, { relations, found, files });
  if (!chosen.ok) return chosen;
  const { months, unchanged, remember } = chosen.value;
  if (unchanged !== undefined && months?.length === 0)
    return checked({ months: [], unchanged, statements: [] }, []);

  const startedAt = effects.now();
  const run: RunFacts = {
    id: newRunId(startedAt),
    startedAt,
    gitCommit: await readGitCommit(project.root),
    target: options.target,
    months,
  };
  const nodes = activeNodes(options, relations);
  const compiled = compileRun(options, nodes, relations, run);
  if (compiled.diagnostics.length > 0) return { ok: false, diagnostics: compiled.diagnostics };

  const keepingMonths = await readKeepingMonths(warehouse, nodes, relations, months);
  const setting: RunSetting = {
    warehouse,
    run,
    relations,
    compiled,
    contracts: project.contracts,
    keepingMonths,
  };
  const histories = latestRowsStatements(
    graph,
    warehouse,
    latestRowsOf(graph, nodes, relations, run.months),
    relations,
    run,
  );
  const publishedAt = timestampLiteral(startedAt);
  const materializations = nodes
    .filter(makesRelation)
    .map((node) => materializeNode(setting, node, { publishedAt }));
  const tests = nodes.filter((node): node is TestNode => node.kind === 'test');
  const scanned = new Set([...compiled.scans.values()].flatMap((scan) => scan.tests.map(({ name }) => name)));
  const bookkeeping = remember(run.id, publishedAt);
  const publish = options.steps.publish ? await publishStatements(materializations, warehouse) : [];
  const cleanup = cleanupStatements(materializations, warehouse.dialect);
  return checked(
    {
      months: months ?? [],
      ...(unchanged === undefined ? {} : { unchanged }),
      statements: [
        ...schemaStatements(project, warehouse).map((sql) => ({ role: 'build' as const, sql })),
        ...histories.build,
        ...materializations.flatMap(({ build, describe }) => [...build, ...describe]),
        ...tests.flatMap((node) => {
          const scan = compiled.scans.get(node.name);
          if (scan !== undefined) return [scan.statement];
          const query = compiled.forRun.get(node.name);
          return scanned.has(node.name) || query === undefined ? [] : [auditStatement(query)];
        }),
        ...(options.steps.publish ? stampStatements(materializations) : []),
        ...publish,
        ...(options.steps.publish ? bookkeeping.map((sql) => ({ role: 'publish' as const, sql })) : []),
        ...(options.steps.publish ? [...cleanup.drop, ...cleanup.describe] : []),
        ...histories.cleanup,
      ],
    },
    [],
  );
}
