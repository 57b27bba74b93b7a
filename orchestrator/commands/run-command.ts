import type { Effects } from '../base/effects.ts';
import { createRunReporter } from '../report/create-run-reporter.ts';
import { formatFailures, formatOutcome } from '../report/format-outcome.ts';
import { screenOf } from '../report/screen.ts';
import { runSteps } from '../run/run-options.ts';
import { runProject } from '../run/run-project.ts';
import type { RunResult } from '../run/run-result.ts';
import type { ExitCode, RunOptions } from './command.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { keepArtifacts } from './keep-artifacts.ts';
import { openTarget } from './open-target.ts';
import { prepareRun } from './prepare-run.ts';
import { showDiagnostics } from './show-diagnostics.ts';
import { showSummary } from './show-summary.ts';

/** Executes what a command stands for, shows it while it goes on, and says at the end what came of it. */
export async function runCommand(
  command: keyof typeof runSteps,
  options: RunOptions,
  effects: Effects,
): Promise<ExitCode> {
  const prepared = await prepareRun(options, effects);
  showDiagnostics(prepared.diagnostics, effects, options);
  if (!prepared.ok) return 2;
  const { graph, target } = prepared.value;
  const warehouse = await openTarget(graph.project, target, command, effects);
  showDiagnostics(warehouse.diagnostics, effects, options);
  if (!warehouse.ok) return 2;

  const mode = options.json ? 'json' : options.log === 'json' ? 'log' : options.quiet ? 'quiet' : 'people';
  const reporter = createRunReporter(mode, effects, screenOf(effects.err, effects.environment), () =>
    effects.now().getTime(),
  );
  const steps = { ...runSteps[command], ...(options.publish === false ? { publish: false } : {}) };
  const ticking = setInterval(reporter.tick, 100);
  try {
    const result = await runProject(
      { ...prepared.value, warehouse: warehouse.value, command, steps, effects },
      reporter.onEvent,
    );
    reporter.stop();
    // Those of the run that built what readers see stay.
    if (result.outcome !== 'unchanged')
      await keepArtifacts(result, { graph, warehouse: warehouse.value.dialect.name }, effects);
    showOutcome(result, options, effects);
    // Only a run that added to the rollups has one; and a warehouse in trouble cannot be read.
    if (result.outcome === 'published' && result.diagnostics.every(({ severity }) => severity !== 'error')) {
      await showSummary(warehouse.value, result.runId, options, effects);
    }
    if (result.outcome === 'unchanged')
      await showSummary(warehouse.value, result.unchanged?.runId, options, effects);
    return exitCodeOf(result);
  } finally {
    clearInterval(ticking);
    reporter.stop();
    await warehouse.value.close();
  }
}

function showOutcome(result: RunResult, options: RunOptions, effects: Effects): void {
  // A program has had the whole result as the last event, and a log each node's as it came.
  if (options.json || options.log === 'json') return;
  const screen = screenOf(effects.err, effects.environment);
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  showDiagnostics(errors, effects, options);
  const failures = formatFailures(result, screen);
  if (failures.length > 0) effects.err.write(`\n${failures.join('\n')}\n`);
  effects.err.write(`${formatOutcome(result, screen)}\n`);
}
