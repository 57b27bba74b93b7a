import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import type { Graph } from '../graph/graph.ts';
import { withDeclaredTests } from '../graph/with-declared-tests.ts';
import type { Project } from '../project/project.ts';
import { createRunReporter, type ReportMode } from '../report/create-run-reporter.ts';
import type { Attempt } from '../report/format-notification.ts';
import { formatFailures, formatOutcome } from '../report/format-outcome.ts';
import { screenOf } from '../report/screen.ts';
import { newRunId } from '../run/run-id.ts';
import { runSteps } from '../run/run-options.ts';
import { runProject } from '../run/run-project.ts';
import type { RunResult } from '../run/run-result.ts';
import { refusedByWarehouse } from '../run/warehouse-trouble.ts';
import type { ObjectStoreSettings } from '../s3/s3-access.ts';
import { type Warehouse, WarehouseError } from '../warehouses/warehouse.ts';
import type { ExitCode, RunOptions } from './command.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { keepArtifacts } from './keep-artifacts.ts';
import { readNotice, tell } from './notify.ts';
import { openTarget } from './open-target.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { showDiagnostics } from './show-diagnostics.ts';
import { showSummary } from './show-summary.ts';
import { withLocations } from './source-locations.ts';
import { sourceStore } from './source-store.ts';

/** Executes what a command stands for, shows it while it goes on, says at the end what came of it, and tells who wants to be told. */
export async function runCommand(
  command: keyof typeof runSteps,
  options: RunOptions,
  effects: Effects,
): Promise<ExitCode> {
  const notice = readNotice(options, effects.environment);
  showDiagnostics(notice.diagnostics, effects, options);
  if (!notice.ok) return 2;
  const ended = await executeCommand(command, options, effects);
  const untold = await tell(notice.value, ended.attempt, ended.code, effects);
  const runId = ended.attempt.result?.runId;
  if (untold !== undefined) showDiagnostics([untold], effects, { ...options, runId });
  return ended.code;
}

interface EndedCommand {
  readonly code: ExitCode;
  readonly attempt: Attempt;
}

async function executeCommand(
  command: keyof typeof runSteps,
  options: RunOptions,
  effects: Effects,
): Promise<EndedCommand> {
  const prepared = await prepareRun(options, effects);
  showDiagnostics(prepared.diagnostics, effects, options);
  const { diagnostics } = prepared;
  if (!prepared.ok)
    return { code: 2, attempt: { command, target: options.target ?? 'its default target', diagnostics } };
  const { target } = prepared.value;
  const sources = sourcesOf(command, prepared.value, effects);
  showDiagnostics(sources.diagnostics, effects, options);
  if (!sources.ok) return { code: 2, attempt: { command, target, diagnostics: sources.diagnostics } };
  const { graph, store } = sources.value;
  const runId = newRunId(effects.now());
  const warehouse = await openTarget(graph.project, target, command, effects, { run: runId });
  showDiagnostics(warehouse.diagnostics, effects, options);
  const before = [...diagnostics, ...warehouse.diagnostics];
  if (!warehouse.ok) {
    const code = effects.interrupted.aborted ? 130 : 2;
    return { code, attempt: { command, target, diagnostics: before } };
  }

  const reporter = createRunReporter(
    modesOf(options),
    effects,
    screenOf(effects.err, effects.environment),
    () => effects.now().getTime(),
  );
  const steps = { ...runSteps[command], ...(options.publish === false ? { publish: false } : {}) };
  const ticking = setInterval(reporter.tick, 100);
  try {
    const result = await runProject(
      {
        ...prepared.value,
        selected: selectedFor(command, prepared.value),
        graph,
        runId,
        warehouse: warehouse.value,
        command,
        steps,
        effects,
        sourceStore: store,
      },
      (event) => {
        // 130 says that nothing was published.
        if (event.kind === 'published') effects.settle?.();
        reporter.onEvent(event);
      },
    );
    reporter.stop();
    // Those of the run that built what readers see stay.
    const isKept = result.outcome !== 'unchanged';
    const unkept = isKept
      ? await keepArtifacts(result, { graph, warehouse: warehouse.value.dialect.name })
      : undefined;
    const after = unkept === undefined ? [] : [unkept];
    // Quiet is who only wants to see what failed, and this did.
    showDiagnostics(after, effects, { ...options, quiet: false, runId });
    showOutcome(result, options, effects);
    // Only a run that added to the rollups has one; and a warehouse in trouble cannot be read.
    const isInTrouble = result.diagnostics.some(
      ({ severity, code }) => severity === 'error' || code === 'lock-lost',
    );
    const isShown = result.outcome === 'unchanged' || (result.outcome === 'published' && !isInTrouble);
    const unread = isShown
      ? await showPublished(warehouse.value, result, graph.project, options, effects)
      : [];
    return {
      code: exitCodeOf(result),
      attempt: {
        command,
        target,
        result,
        diagnostics: [...before, ...result.diagnostics, ...after, ...unread],
      },
    };
  } finally {
    clearInterval(ticking);
    reporter.stop();
    await warehouse.value.close();
  }
}

/** Who is told of a run while it goes on. A program and a log are told all, each in its place; quiet is for people. */
function modesOf({ json, log, quiet }: RunOptions): readonly ReportMode[] {
  const modes = [...(json ? ['json' as const] : []), ...(log === 'json' ? ['log' as const] : [])];
  if (modes.length > 0) return modes;
  return quiet ? [] : ['people'];
}

/** The summary of what readers see now. What keeps it from being read changes nothing of what was published. */
async function showPublished(
  warehouse: Warehouse,
  { outcome, runId, unchanged, target }: RunResult,
  project: Project,
  options: RunOptions,
  effects: Effects,
): Promise<readonly Diagnostic[]> {
  try {
    await showSummary(warehouse, outcome === 'unchanged' ? unchanged?.runId : runId, options, effects);
    return [];
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    const refused = refusedByWarehouse(error, project, target, { isPublished: true });
    const unread: Diagnostic = { ...refused, severity: 'warning' };
    showDiagnostics([unread], effects, { ...options, runId });
    return [unread];
  }
}

/** Where nothing is built, a test may look at whatever is published; what a run builds is compared with nothing older. */
function selectedFor(command: keyof typeof runSteps, prepared: PreparedRun): PreparedRun['selected'] {
  const { graph, selected, excluded } = prepared;
  return command !== 'test' || selected === undefined
    ? selected
    : withDeclaredTests(graph, selected, excluded);
}

/** Where the files of the sources are and who reads them; what only loading needs of the environment may be missing for the other commands. */
function sourcesOf(
  command: keyof typeof runSteps,
  { graph, sources, target }: PreparedRun,
  { environment }: Effects,
): Checked<{ readonly graph: Graph; readonly store?: ObjectStoreSettings }> {
  if (!runSteps[command].load) return checked({ graph }, []);
  const store = sourceStore(graph.project, target, environment);
  const project = withLocations(graph.project, sources, environment);
  const diagnostics = [...store.diagnostics, ...project.diagnostics];
  if (!store.ok || !project.ok) return { ok: false, diagnostics };
  return checked({ graph: { ...graph, project: project.value }, store: store.value }, diagnostics);
}

function showOutcome(result: RunResult, options: RunOptions, effects: Effects): void {
  // A program has had the whole result as the last event, and a log each node's as it came.
  if (options.json || options.log === 'json') return;
  const screen = screenOf(effects.err, effects.environment);
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  showDiagnostics(errors, effects, options);
  const failures = formatFailures(result, screen, options.quiet ? ['failed'] : ['failed', 'warned']);
  if (failures.length > 0) effects.err.write(`\n${failures.join('\n')}\n`);
  effects.err.write(`${formatOutcome(result, screen)}\n`);
}
