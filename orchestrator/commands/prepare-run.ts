import type { Checked } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import type { NodeName, StatementMonth } from '../base/names.ts';
import type { Graph } from '../graph/graph.ts';
import { selectNodes } from '../graph/select-nodes.ts';
import type { RunOptions } from './command.ts';
import { parseMonths } from './parse-months.ts';
import { parseSources, type SourceLocations } from './parse-sources.ts';
import { readGraph } from './read-graph.ts';

/** What the options of a run say, checked, before anything is opened. */
export interface PreparedRun {
  readonly graph: Graph;
  /** Absent: all nodes. */
  readonly selected?: ReadonlySet<NodeName>;
  /** What `--exclude` names, with its tests. */
  readonly excluded?: ReadonlySet<NodeName>;
  /** Absent: all months that are found, or those of them for which something is new. */
  readonly months?: readonly StatementMonth[];
  readonly allMonths: boolean;
  readonly sources: SourceLocations;
  readonly givenVars: readonly string[];
  /** The target's name. */
  readonly target: string;
}

/** The project and the options, or all that is wrong with either, together. */
export async function prepareRun(options: RunOptions, effects: Effects): Promise<Checked<PreparedRun>> {
  const graph = await readGraph(options, effects);
  const months = parseMonths(options.month);
  const sources = parseSources(options.source ?? []);
  const diagnostics = [...months.diagnostics, ...sources.diagnostics, ...graph.diagnostics];
  if (!graph.ok || !months.ok || !sources.ok) return { ok: false, diagnostics };
  const prepared = {
    graph: graph.value,
    months: months.value,
    allMonths: options.allMonths ?? false,
    sources: sources.value,
    givenVars: options.vars ?? [],
    target: options.target ?? graph.value.project.defaultTarget,
  };
  if (options.select === undefined && options.exclude === undefined)
    return { ok: true, value: prepared, diagnostics };
  const selected = selectNodes(graph.value, options.select ?? [], options.exclude ?? []);
  diagnostics.push(...selected.diagnostics);
  if (!selected.ok) return { ok: false, diagnostics };
  const excluded = options.exclude && selectNodes(graph.value, options.exclude);
  return {
    ok: true,
    value: { ...prepared, selected: selected.value, ...(excluded?.ok && { excluded: excluded.value }) },
    diagnostics,
  };
}
