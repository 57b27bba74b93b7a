import path from 'node:path';
import { writeArtifacts } from '../artifacts/write-artifacts.ts';
import type { DiagnosticCode } from '../base/diagnostic-codes.ts';
import type { Effects } from '../base/effects.ts';
import type { Graph } from '../graph/graph.ts';
import { createRunReporter } from '../report/create-run-reporter.ts';
import { formatFailures, formatOutcome } from '../report/format-outcome.ts';
import { screenOf } from '../report/screen.ts';
import { visibleText } from '../report/visible-text.ts';
import { runSteps } from '../run/run-options.ts';
import { type FinishedRun, runProject } from '../run/run-project.ts';
import type { RunResult } from '../run/run-result.ts';
import type { ExitCode, RunOptions } from './command.ts';
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

  const mode = options.json ? 'json' : options.quiet ? 'quiet' : 'people';
  const reporter = createRunReporter(mode, effects, screenOf(effects.err, effects.environment), () =>
    effects.now().getTime(),
  );
  const ticking = setInterval(reporter.tick, 100);
  try {
    const result = await runProject(
      { ...prepared.value, warehouse: warehouse.value, command, steps: runSteps[command], effects },
      reporter.onEvent,
    );
    reporter.stop();
    await keepArtifacts(result, { graph, warehouse: warehouse.value.dialect.name }, effects);
    showOutcome(result, options, effects);
    if (command === 'build' && result.outcome === 'published') {
      await showSummary(warehouse.value, result.runId, options, effects);
    }
    return exitCodeOf(result);
  } finally {
    clearInterval(ticking);
    reporter.stop();
    await warehouse.value.close();
  }
}

/** What was published is published: that a file beside it could not be written is said, and changes nothing. */
async function keepArtifacts(
  result: FinishedRun,
  about: { readonly graph: Graph; readonly warehouse: string },
  effects: Effects,
): Promise<void> {
  const { compiled, relations } = result;
  try {
    const folder = path.join(about.graph.project.root, 'target');
    await writeArtifacts({ ...about, result, compiled, relations }, folder);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    effects.err.write(`The artifacts in target/ could not be written: ${visibleText(words)}\n`);
  }
}

function showOutcome(result: RunResult, options: RunOptions, effects: Effects): void {
  // A program has had the whole result as the last event.
  if (options.json) return;
  const screen = screenOf(effects.err, effects.environment);
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  showDiagnostics(errors, effects, options);
  const failures = formatFailures(result, screen);
  if (failures.length > 0) effects.err.write(`\n${failures.join('\n')}\n`);
  effects.err.write(`${formatOutcome(result, screen)}\n`);
}

/** What was asked for is not there: nothing was tried, so nothing failed. */
const cannotStart: ReadonlySet<DiagnosticCode> = new Set(['no-bill', 'file-not-found', 'no-such-month']);

function exitCodeOf({ outcome, diagnostics }: RunResult): ExitCode {
  if (outcome === 'interrupted') return 130;
  if (outcome !== 'failed') return 0;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return errors.length > 0 && errors.every(({ code }) => cannotStart.has(code)) ? 2 : 1;
}
