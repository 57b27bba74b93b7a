import type { Diagnostic } from '../base/diagnostic.ts';
import { fileProblem } from '../base/file-problem.ts';
import type { NodeName } from '../base/names.ts';
import type { CompiledSql } from '../compile/compiled-graph.ts';
import { type Relation, WarehouseError } from '../warehouses/warehouse.ts';
import { openJournal } from './journal.ts';
import { dropHiddenRelations } from './prepare-warehouse.ts';
import type { OnRunEvent } from './run-event.ts';
import { newRunId } from './run-id.ts';
import type { RunOptions } from './run-options.ts';
import { type PipelineState, runPipeline } from './run-pipeline.ts';
import type { RunResult } from './run-result.ts';
import { noteRun, removeDeadWork } from './runs-under-way.ts';
import { publicationUnknown, refusedByWarehouse } from './warehouse-trouble.ts';

/** A result with what artifacts are made of besides it. */
export interface FinishedRun extends RunResult {
  /** The SQL that was sent, by node. */
  readonly compiled: ReadonlyMap<NodeName, CompiledSql>;
  /** What stands in the warehouse now. */
  readonly relations: readonly Relation[];
}

/**
 * Executes `load → stage → build → audit → publish`, or the steps of it that are asked for. Whatever goes wrong with files,
 * models or the warehouse is in the result; what is thrown is a bug. Readers see all results of the run or none.
 */
export async function runProject(options: RunOptions, onEvent: OnRunEvent): Promise<FinishedRun> {
  const { graph, warehouse, effects, target, command } = options;
  const startedAt = effects.now();
  const runId = options.runId ?? newRunId(startedAt);
  const note = noteRun(options, runId);
  const journal = openJournal(graph.project.root, runId, effects.now);
  const diagnostics: Diagnostic[] = [];
  const emit: OnRunEvent = (event) => {
    journal.write(event);
    if (event.kind === 'warning') diagnostics.push(event.diagnostic);
    onEvent(event);
  };
  const interrupt = (): void => {
    emit({ kind: 'interrupted' });
    warehouse.interrupt();
  };
  effects.interrupted.addEventListener('abort', interrupt, { once: true });

  const state: PipelineState = {
    months: [],
    unchanged: undefined,
    nodes: [],
    compiled: new Map(),
    isPublished: false,
  };
  emit({ kind: 'run-started', runId, target, command });
  removeDeadWork(options, runId);
  if (effects.interrupted.aborted) interrupt();
  const refused = (error: WarehouseError): Diagnostic =>
    state.isUnknown
      ? publicationUnknown(error, target, runId)
      : refusedByWarehouse(error, graph.project, target, state);
  let relations: readonly Relation[] = [];
  try {
    const found = await runPipeline(options, { runId, startedAt }, state, emit);
    // A warning may have come as an event before it comes back with the errors.
    diagnostics.push(...found.filter((diagnostic) => !diagnostics.includes(diagnostic)));
  } catch (error) {
    const problem = fileProblem(error, graph.project.root);
    if (problem !== undefined) diagnostics.push(problem);
    else if (!(error instanceof WarehouseError)) throw error;
    else if (error.detail.kind !== 'interrupted') diagnostics.push(refused(error));
  } finally {
    effects.interrupted.removeEventListener('abort', interrupt);
    relations = await leaveTidy(options, state, runId, diagnostics, refused);
    note.remove();
  }

  const journalProblem = journal.problem();
  if (journalProblem !== undefined) diagnostics.push(unwritableJournal(journalProblem));
  const result: RunResult = {
    runId,
    command,
    target,
    startedAt,
    finishedAt: effects.now(),
    outcome: outcomeOf(options, state, diagnostics),
    months: state.months,
    ...(state.unchanged === undefined ? {} : { unchanged: state.unchanged }),
    nodes: state.nodes,
    diagnostics,
  };
  emit({ kind: 'run-finished', result });
  journal.close();
  return { ...result, compiled: state.compiled, relations };
}

/** What stands in the warehouse after what was not published is gone. The next run takes away what could not be dropped now. */
async function leaveTidy(
  { warehouse }: RunOptions,
  state: PipelineState,
  runId: RunResult['runId'],
  diagnostics: Diagnostic[],
  refused: (error: WarehouseError) => Diagnostic,
): Promise<readonly Relation[]> {
  try {
    // What may have been published is no longer hidden, and what was not, the next run takes away.
    if (!state.isPublished && !state.isUnknown) await dropHiddenRelations(warehouse, runId);
    return await warehouse.relations();
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    // Why a warehouse in trouble cannot be tidied has been said.
    if (error.detail.kind !== 'interrupted' && !diagnostics.some(({ severity }) => severity === 'error'))
      diagnostics.push({ ...refused(error), severity: 'warning' });
    return [];
  }
}

function outcomeOf(
  { steps, effects }: RunOptions,
  { isPublished, isUnknown, nodes, months, unchanged }: PipelineState,
  diagnostics: readonly Diagnostic[],
): RunResult['outcome'] {
  if (isPublished) return 'published';
  if (isUnknown) return 'unknown';
  if (effects.interrupted.aborted) return 'interrupted';
  const isWrong =
    diagnostics.some(({ severity }) => severity === 'error') ||
    nodes.some(({ status }) => status === 'failed');
  if (isWrong) return 'failed';
  if (unchanged !== undefined && months.length === 0) return 'unchanged';
  return steps.publish ? 'failed' : 'done';
}

function unwritableJournal(problem: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'unreadable-file',
    message: `The journal of the run cannot be written: ${problem}`,
    place: { file: 'target/runs' },
  };
}
