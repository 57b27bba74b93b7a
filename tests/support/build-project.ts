import { formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import { type NodeName, parseStatementMonth } from '../../orchestrator/base/names.ts';
import { buildGraph } from '../../orchestrator/graph/build-graph.ts';
import type { Project, SourceName, Vars } from '../../orchestrator/project/project.ts';
import { runSteps } from '../../orchestrator/run/run-options.ts';
import { runProject } from '../../orchestrator/run/run-project.ts';
import type { RunResult } from '../../orchestrator/run/run-result.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';

/** What a build needs besides the project: where its files are, in which warehouse, with which variables. */
export interface BuildInput {
  readonly project: Project;
  readonly warehouse: Warehouse;
  readonly sources: Readonly<Partial<Record<SourceName, readonly string[]>>>;
  readonly vars?: Vars;
}

/** What a run may be limited to. */
export interface RunLimits {
  readonly selected?: ReadonlySet<NodeName>;
  /** As `2017-02`. */
  readonly months?: readonly string[];
  /** Build also what is not new. */
  readonly allMonths?: boolean;
}

/** One run with the steps of a command, in this process. The result may be a failed one. */
export async function runProjectSteps(
  { project, warehouse, sources, vars }: BuildInput,
  command: keyof typeof runSteps,
  { selected, months, allMonths }: RunLimits = {},
): Promise<RunResult> {
  const graph = buildGraph(project);
  if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
  const options = {
    graph: graph.value,
    warehouse,
    target: 'test',
    command,
    steps: runSteps[command],
    selected,
    months: months?.flatMap((month) => parseStatementMonth(month) ?? []),
    allMonths,
    vars,
    sources,
    effects: {
      now: () => new Date(),
      environment: {},
      workingFolder: project.root,
      interrupted: new AbortController().signal,
    },
  };
  return runProject(options, () => {});
}

/** One whole build. */
export function buildProject(input: BuildInput, limits?: RunLimits): Promise<RunResult> {
  return runProjectSteps(input, 'build', limits);
}

/** The same, and an error that says what went wrong unless it was published. */
export async function buildAndPublish(input: BuildInput, limits?: RunLimits): Promise<RunResult> {
  const result = await buildProject(input, limits);
  if (result.outcome !== 'published') throw new Error(describeFailure(result));
  return result;
}

/** Everything that failed, for a test's message. */
function describeFailure(result: RunResult): string {
  const failures = result.nodes.flatMap(({ node, status, failure }) =>
    status === 'failed' ? [`${node}: ${JSON.stringify(failure, null, 1)}`] : [],
  );
  return [`outcome: ${result.outcome}`, formatDiagnostics(result.diagnostics), ...failures].join('\n');
}
