import type { Checked } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { buildGraph } from '../graph/build-graph.ts';
import type { Graph } from '../graph/graph.ts';
import { parseAheadWith } from '../graph/parse-ahead.ts';
import { openMemo } from '../project/open-memo.ts';
import { readProject } from '../project/read-project.ts';
import type { ProjectOptions } from './command.ts';
import { findProject } from './find-project.ts';
import { parseVars } from './parse-vars.ts';

/** The project's graph, its variables those of `--vars` where given; or everything that is wrong with it. */
export async function readGraph(options: ProjectOptions, effects: Effects): Promise<Checked<Graph>> {
  const root = findProject(options.projectDir, effects.workingFolder);
  const { engine } = effects;
  const memo = engine && openMemo(root, engine.build);
  const project = await readProject(
    root,
    memo,
    engine && memo && parseAheadWith(engine.templateWorker, memo),
  );
  if (!project.ok) return project;
  const vars = parseVars(options.vars ?? [], project.value.vars, project.value.varChoices);
  const graph = buildGraph({ ...project.value, vars: vars.ok ? vars.value : project.value.vars }, memo);
  memo?.save();
  const diagnostics = [...project.diagnostics, ...vars.diagnostics, ...graph.diagnostics];
  return graph.ok && vars.ok ? { ok: true, value: graph.value, diagnostics } : { ok: false, diagnostics };
}
