import type { Checked } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { buildGraph } from '../graph/build-graph.ts';
import type { Graph } from '../graph/graph.ts';
import { parseAheadWith } from '../graph/parse-ahead.ts';
import { openMemo, type SavedMemo } from '../project/open-memo.ts';
import { type ParseAhead, readProject } from '../project/read-project.ts';
import type { ProjectOptions } from './command.ts';
import { findProject } from './find-project.ts';
import { parseVars } from './parse-vars.ts';

/** The project's graph, its variables those of `--vars` where given; or everything that is wrong with it. */
export async function readGraph(options: ProjectOptions, effects: Effects): Promise<Checked<Graph>> {
  const root = findProject(options.projectDir, effects.workingFolder);
  const { memo, parseAhead } = memoOf(root, effects.engine);
  const project = await readProject(root, memo, parseAhead);
  if (!project.ok) return project;
  const vars = parseVars(options.vars ?? [], project.value.vars, project.value.varChoices);
  const graph = buildGraph({ ...project.value, vars: vars.ok ? vars.value : project.value.vars }, memo);
  memo?.save();
  const diagnostics = [...project.diagnostics, ...vars.diagnostics, ...graph.diagnostics];
  return graph.ok && vars.ok ? { ok: true, value: graph.value, diagnostics } : { ok: false, diagnostics };
}

/** What the engine remembers of a project, and what reads ahead for it; an engine that is not a build, as in tests, has neither. */
function memoOf(
  root: string,
  engine: Effects['engine'],
): { readonly memo?: SavedMemo; readonly parseAhead?: ParseAhead } {
  if (engine === undefined) return {};
  const memo = openMemo(root, engine.build);
  return { memo, parseAhead: parseAheadWith(engine.templateWorker, memo) };
}
