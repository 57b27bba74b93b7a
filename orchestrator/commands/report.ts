import { didYouMean } from '../base/nearest-name.ts';
import { readRunIds } from '../report/read-summary.ts';
import { visibleText } from '../report/visible-text.ts';
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
    const runs = await readRunIds(warehouse);
    if (runs.length === 0) effects.err.write(`No run was published on target "${target}" yet.\n`);
    else {
      const near = didYouMean(options.run ?? '', runs);
      const lines = [
        `"${visibleText(options.run ?? '')}" is not a run that was published on target "${target}".`,
        ...(near === undefined ? [] : [near]),
        `The latest are: ${runs.slice(0, 10).join(', ')}${runs.length > 10 ? `, and ${runs.length - 10} more` : ''}.`,
      ];
      effects.err.write(`${lines.join('\n')}\n`);
    }
    return 1;
  });
};
