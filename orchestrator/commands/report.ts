import type { Command, ProjectOptions } from './command.ts';
import { openTarget } from './open-target.ts';
import { readGraph } from './read-graph.ts';
import { showDiagnostics } from './show-diagnostics.ts';
import { showSummary } from './show-summary.ts';

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
  const warehouse = await openTarget(project, target, 'report', effects);
  showDiagnostics(warehouse.diagnostics, effects, options);
  if (!warehouse.ok) return 2;
  try {
    if (await showSummary(warehouse.value, options.run, options, effects)) return 0;
    const what = options.run === undefined ? 'No run was' : `No run "${options.run}" was`;
    effects.err.write(`${what} published on target "${target}" yet.\n`);
    return 1;
  } finally {
    await warehouse.value.close();
  }
};
