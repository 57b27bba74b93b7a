import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import { nodeName, runId } from '../../orchestrator/base/names.ts';
import { compileNode } from '../../orchestrator/compile/compile-node.ts';
import { buildGraph } from '../../orchestrator/graph/build-graph.ts';
import { readProject } from '../../orchestrator/project/read-project.ts';
import type { Dialect } from '../../orchestrator/warehouses/dialect.ts';
import { repositoryRoot } from './read-shipped-project.ts';

/** The SQL of a query in the words and with the macros of the shipped project; `folder` is for a project of just this query. */
export async function compileQuery(folder: string, dialect: Dialect, sql: string): Promise<string> {
  cpSync(path.join(repositoryRoot, 'macros'), path.join(folder, 'macros'), { recursive: true });
  mkdirSync(path.join(folder, 'models/staging'), { recursive: true });
  writeFileSync(path.join(folder, 'models/staging/stg_parts.sql'), `/*\ndescription: Parts.\n*/\n${sql}\n`);
  writeFileSync(
    path.join(folder, 'project.yml'),
    'name: split\nlayers: [staging]\nvars: {product_area_tag: product_area}\nmodels: {staging: {materialized: view}}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
  );
  const project = await readProject(folder);
  if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
  const graph = buildGraph(project.value);
  if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
  const result = compileNode(graph.value, nodeName('stg_parts'), {
    dialect,
    vars: project.value.vars,
    environment: {},
    relationOf: (name) => name,
    thisRelation: () => '',
    isIncremental: () => false,
    run: { id: runId('r1'), startedAt: new Date(0), gitCommit: null, target: 'test', months: undefined },
  });
  if (!result.ok) throw new Error(formatDiagnostics(result.diagnostics));
  return result.compiled.sql;
}
