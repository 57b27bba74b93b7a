import type { Diagnostic } from '../base/diagnostic.ts';
import type { NodeName, RunId, StatementMonth } from '../base/names.ts';
import type { CompiledSql } from '../compile/compiled-graph.ts';
import { type Warehouse, WarehouseError } from '../warehouses/warehouse.ts';
import { engineWork } from './asking.ts';
import { checkClock } from './check-clock.ts';
import { readGitCommit } from './git-commit.ts';
import { chooseRunMonths, type UnchangedMonths } from './inputs/choose-run-months.ts';
import { loadStep } from './load-step.ts';
import type { Materialization } from './materialize/materialization.ts';
import { hasBills, monthsOf, noBillLoaded, readFilesLoaded } from './months.ts';
import { activeNodes, historiesLeftOut } from './nodes/active-nodes.ts';
import { compileRun } from './nodes/compile-run.ts';
import { refusedStatement } from './nodes/failure.ts';
import { readKeepingMonths } from './nodes/keeping-months.ts';
import { latestRowsOf, latestRowsStatements } from './nodes/latest-rows.ts';
import { leaveOutMissing } from './nodes/missing-relations.ts';
import type { RunSetting } from './nodes/node-task.ts';
import { runNodes } from './nodes/run-nodes.ts';
import { warnOfOtherSpecs } from './other-specs.ts';
import { dropLeftovers, prepareRawTables, schemaStatements } from './prepare-warehouse.ts';
import { cleanupStatements, publishStatements, stampStatements, workSchema } from './publish.ts';
import type { OnRunEvent } from './run-event.ts';
import type { RunOptions } from './run-options.ts';
import type { NodeResult } from './run-result.ts';
import { timestampLiteral } from './timestamp-literal.ts';
import { isTrouble, tookEffect } from './warehouse-trouble.ts';
import { writeCompiled } from './write-compiled.ts';

/** How far a run has come; what is here is true also when the pipeline ends with an error. */
export interface PipelineState {
  months: readonly StatementMonth[];
  unchanged: UnchangedMonths | undefined;
  nodes: readonly NodeResult[];
  compiled: ReadonlyMap<NodeName, CompiledSql>;
  isPublished: boolean;
  /** Nobody can say whether it was published. */
  isUnknown?: boolean;
  /** At which node the warehouse got into trouble. */
  troubledNode?: NodeName;
}

/** Runs the steps one after the other, as far as they go well. The diagnostics that come back are errors. */
export async function runPipeline(
  options: RunOptions,
  { runId, startedAt }: { readonly runId: RunId; readonly startedAt: Date },
  state: PipelineState,
  emit: OnRunEvent,
): Promise<readonly Diagnostic[]> {
  const { graph, warehouse, effects, steps } = options;
  const { project } = graph;
  const before = await warehouse.relations();
  const wrongClock = steps.publish ? await checkClock(warehouse, before, runId) : undefined;
  if (wrongClock !== undefined) return [wrongClock];
  const leftovers = await dropLeftovers(warehouse, before, runId);
  if (leftovers.length > 0) emit({ kind: 'cleaned-up', relations: leftovers });
  await warehouse.transaction(schemaStatements(project, warehouse), engineWork.prepare);

  let found: readonly StatementMonth[] | undefined;
  if (steps.load) {
    const loaded = await loadStep(options, runId, emit);
    if (!loaded.ok) return loaded.diagnostics;
    state.nodes = loaded.value.nodes;
    found = loaded.value.months;
  } else {
    const outdated = await prepareRawTables(project, warehouse, before);
    if (outdated.length > 0) return outdated;
  }
  if (effects.interrupted.aborted) return [];
  const relations = await warehouse.relations();
  const files = await readFilesLoaded(project, warehouse, relations);
  for (const diagnostic of warnOfOtherSpecs(options, files)) emit({ kind: 'warning', diagnostic });
  found ??= monthsOf(files);
  const chosen = await chooseRunMonths(options, { relations, found, files });
  if (!chosen.ok) return chosen.diagnostics;
  for (const diagnostic of chosen.diagnostics) emit({ kind: 'warning', diagnostic });
  const { months, unchanged, remember } = chosen.value;
  state.months = months ?? [];
  state.unchanged = unchanged;
  if (!steps.seeds && !steps.models && !steps.tests) return [];
  if (unchanged !== undefined) {
    if (state.months.length === 0) return [];
    emit({ kind: 'months-unchanged', unchanged });
  }

  const leftOut = steps.models ? historiesLeftOut(options) : [];
  if (leftOut.length > 0) emit({ kind: 'warning', diagnostic: partOfHistory(leftOut) });
  const { nodes, diagnostics: missing } = leaveOutMissing(
    options,
    activeNodes(options, relations),
    relations,
  );
  if (found.length === 0 && hasBills(project) && nodes.some(({ kind }) => kind === 'model'))
    return [noBillLoaded];
  const run = {
    id: runId,
    startedAt,
    gitCommit: await readGitCommit(project.root),
    target: options.target,
    months,
  };
  const compiled = compileRun(options, nodes, relations, run);
  if (compiled.diagnostics.length > 0) return compiled.diagnostics;
  state.compiled = compiled.forRun;

  emit({ kind: 'build-started', months: state.months, nodes: nodes.length });
  const setting: RunSetting = {
    warehouse,
    run,
    relations,
    compiled,
    contracts: project.contracts,
    keepingMonths: await readKeepingMonths(warehouse, nodes, relations, months),
  };
  const histories = latestRowsStatements(
    graph,
    warehouse,
    latestRowsOf(graph, nodes, relations, months),
    relations,
    run,
  );
  for (const { sql, node } of histories.build) await warehouse.execute(sql, { name: node });
  const running = runNodes(options, setting, nodes, emit);
  const unwritable = attempt(() => writeCompiled(project.root, nodes, compiled));
  const { results, materializations, trouble } = await running;
  state.nodes = [...state.nodes, ...results];
  if (unwritable !== undefined) throw unwritable;
  if (trouble !== undefined) {
    state.troubledNode = trouble.node;
    throw trouble.error;
  }
  const unasked = results.filter(
    ({ node, status }) =>
      status === 'failed' && graph.nodes.get(node)?.kind === 'test' && options.selected?.has(node) === false,
  );
  if (unasked.length > 0) emit({ kind: 'warning', diagnostic: misfit(unasked.map(({ node }) => node)) });
  const isGood = results.every(({ status }) => status === 'success' || status === 'warned');
  if (steps.publish && isGood && !effects.interrupted.aborted) {
    const publishedAt = timestampLiteral(effects.now());
    await publish(options, materializations(publishedAt), remember(runId, publishedAt), state, emit);
    if (state.isPublished) await cleanUp(warehouse, histories.cleanup, []);
  }
  return missing;
}

/** What a piece of work beside the models throws, for when they are done: nothing may end a run under which they still work. */
function attempt(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function misfit(failed: readonly NodeName[]): Diagnostic {
  const [first = ''] = failed;
  return {
    severity: 'warning',
    code: 'part-does-not-fit',
    message: `What was selected does not fit what is published of the rest: "${first}"${failed.length > 1 ? ` and ${failed.length - 1} more tests find` : ' finds'} rows where readers would see both together.`,
    hint: 'Select what reads it, too (--select name+), or build.',
  };
}

function partOfHistory(leftOut: readonly NodeName[]): Diagnostic {
  const [first = ''] = leftOut;
  return {
    severity: 'warning',
    code: 'part-of-history',
    message: `"${first}"${leftOut.length > 1 ? ` and ${leftOut.length - 1} more append-only models are` : ' is'} left out: a run adds its rows to all append-only models or to none.`,
    hint: 'To publish the run, build without --select, or select layer:rollups and what it reads.',
  };
}

/** Shows readers what was built. A refusal becomes the failure of the node whose statement it was. */
async function publish(
  { warehouse, effects, graph }: RunOptions,
  materializations: readonly Materialization[],
  bookkeeping: readonly string[],
  state: PipelineState,
  emit: OnRunEvent,
): Promise<void> {
  const stamps = stampStatements(materializations);
  const statements = await publishStatements(materializations, warehouse);
  const startedAt = effects.now().getTime();
  emit({ kind: 'publish-started', relations: materializations.length });
  let isAsked = false;
  try {
    for (const { sql } of stamps) await warehouse.execute(sql, engineWork.publish);
    isAsked = true;
    await warehouse.transaction([...statements.map(({ sql }) => sql), ...bookkeeping], engineWork.publish, {
      schema: workSchema,
    });
    state.isPublished = true;
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.detail.kind === 'interrupted') throw error;
    state.isPublished = isAsked && tookEffect(error);
    state.isUnknown = isAsked && error.detail.kind === 'unknown';
    if (isTrouble(error)) throw error;
    const statement = [...stamps, ...statements].find(({ sql }) => sql === error.detail.sql);
    const node = statement?.node === undefined ? undefined : graph.nodes.get(statement.node);
    if (node === undefined) throw error;
    const failure = refusedStatement(node, error, statement);
    state.nodes = state.nodes.map((result) =>
      result.node === node.name ? { ...result, status: 'failed', failure } : result,
    );
    return;
  }
  emit({ kind: 'published', milliseconds: effects.now().getTime() - startedAt });
  const { drop, describe } = cleanupStatements(materializations, warehouse.dialect);
  await cleanUp(warehouse, drop, describe);
}

/** Takes away what was only needed on the way. What stays is hidden from readers, and the next run takes it away. */
async function cleanUp(
  warehouse: Warehouse,
  drop: readonly { readonly sql: string }[],
  describe: readonly { readonly sql: string }[],
): Promise<void> {
  for (const { sql } of drop) await warehouse.execute(sql, engineWork.cleanUp).catch(() => undefined);
  const describing = describe.map(({ sql }) => sql);
  if (describing.length > 0)
    await warehouse.transaction(describing, engineWork.cleanUp).catch(() => undefined);
}
