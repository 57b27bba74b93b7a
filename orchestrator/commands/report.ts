import type { Diagnostic } from '../base/diagnostic.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { readRunIds } from '../report/read-summary.ts';
import type { Command, ProjectOptions } from './command.ts';
import { readGraph } from './read-graph.ts';
import { showDiagnostics } from './show-diagnostics.ts';
import { showSummary } from './show-summary.ts';
import { withTarget } from './with-target.ts';

interface ReportOptions extends ProjectOptions {
  readonly run?: string;
}

/** The summary of a published run, once more. */
export const report: Command<ReportOptions> = async (options, effects) => {
  const graph = await readGraph(options, effects);
  showDiagnostics(graph.diagnostics, effects, options);
  if (!graph.ok) return 2;
  const { project } = graph.value;
  const target = options.target ?? project.defaultTarget;
  return withTarget({ project, target, command: 'report' }, options, effects, async (warehouse) => {
    if (await showSummary(warehouse, options.run, options, effects)) return 0;
    showDiagnostics([noSuchRun(options.run, target, await readRunIds(warehouse))], effects, options);
    return 2;
  });
};

function noSuchRun(run: string | undefined, target: string, published: readonly string[]): Diagnostic {
  const error = (message: string, hint: string): Diagnostic => ({
    severity: 'error',
    code: 'bad-option',
    message,
    hint,
  });
  if (run === undefined || published.length === 0)
    return error(
      `No run has added to the rollups on target "${target}" yet.`,
      'npx apportion build publishes one.',
    );
  const near = didYouMean(run, published);
  const more = published.length > 10 ? `, and ${published.length - 10} more` : '';
  const latest = `The latest are: ${published.slice(0, 10).join(', ')}${more}.`;
  return error(
    // One of a part was published too, and has no summary.
    `"${run}" is not a run that added to the rollups on target "${target}".`,
    near === undefined ? latest : `${near}\n${latest}`,
  );
}
