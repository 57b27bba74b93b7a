import type { Diagnostic } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { type NodeName, runId } from '../base/names.ts';
import { checkPublication } from '../compile/check-publication.ts';
import { compileOnceWith } from '../compile/compile-once.ts';
import type { CompileContext } from '../compile/compiled-graph.ts';
import { writeCompiledFiles } from '../compile/write-compiled-files.ts';
import { openMemo } from '../project/open-memo.ts';
import { formatJson } from '../report/format-json.ts';
import { formatCounted } from '../report/format-quantity.ts';
import { compiledPath } from '../run/nodes/compiled-path.ts';
import { publishedNodes } from '../run/nodes/published-nodes.ts';
import { publishedRelation } from '../run/published-relation.ts';
import type { Dialect } from '../warehouses/dialect.ts';
import { dialectOf } from '../warehouses/open-warehouse.ts';
import type { Command, RunOptions } from './command.ts';
import { resolveTarget } from './open-target.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { showDiagnostics } from './show-diagnostics.ts';

/** The SQL of models and tests as the warehouse would get it, reading what is published; no warehouse is opened. */
export const compile: Command<RunOptions> = async (options, effects) => {
  const prepared = await prepareRun(options, effects);
  showDiagnostics(prepared.diagnostics, effects, options);
  if (!prepared.ok) return 2;
  const { graph, target, selected } = prepared.value;
  const config = resolveTarget(graph.project, target, effects.environment);
  if (!config.ok) {
    showDiagnostics(config.diagnostics, effects, options);
    return 2;
  }
  const context = contextOf(prepared.value, dialectOf(config.value.type), effects);
  // Of a part nothing is kept: the rest would not be used, and be forgotten.
  const memo =
    effects.engine && selected === undefined
      ? openMemo(graph.project.root, effects.engine.build, 'compiled')
      : undefined;
  const sqlOf = compileOnceWith(graph, context, memo);
  const diagnostics: Diagnostic[] = [];
  const compiled = graph.order.flatMap((name) => {
    const node = graph.nodes.get(name);
    if (node === undefined || (node.kind !== 'model' && node.kind !== 'test')) return [];
    if (selected !== undefined && !selected.has(name)) return [];
    const result = sqlOf(name);
    if (result.ok) return [{ name, kind: node.kind, file: compiledPath(node), sql: result.sql }];
    diagnostics.push(...result.diagnostics);
    return [];
  });
  const built = compiled.flatMap(({ name }) => graph.nodes.get(name) ?? []);
  const byName = new Map(compiled.map((one) => [one.name, one]));
  if (diagnostics.length === 0)
    diagnostics.push(...checkPublication(publishedNodes(built, byName), context.dialect));
  showDiagnostics(diagnostics, effects, options);
  if (diagnostics.length > 0) return 2;
  memo?.save();
  writeCompiledFiles(graph.project.root, compiled);
  const models = compiled.filter(({ kind }) => kind === 'model');
  if (options.json) effects.out.write(formatJson(compiled, effects.out));
  else if (selected !== undefined && models.length === 1) effects.out.write(`${models[0]?.sql}\n`);
  else effects.out.write(`Compiled ${formatCounted(compiled.length, 'node')} to target/compiled.\n`);
  return 0;
};

function contextOf(
  { graph, months, target }: PreparedRun,
  dialect: Dialect,
  effects: Effects,
): CompileContext {
  const published = (name: NodeName): string => {
    const node = graph.nodes.get(name);
    const place = node && publishedRelation(node);
    if (place === undefined) throw new Error(`"${name}" is no relation of the graph`);
    return dialect.relation(place);
  };
  return {
    dialect,
    vars: graph.project.vars,
    environment: effects.environment,
    relationOf: published,
    thisRelation: published,
    isIncremental: () => false,
    // Always the same, so that two compilations differ only where the project does.
    run: { id: runId('r00000000t000000_0000'), startedAt: new Date(0), gitCommit: null, target, months },
  };
}
