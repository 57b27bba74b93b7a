import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import { buildGraph } from '../../orchestrator/graph/build-graph.ts';
import type { Graph } from '../../orchestrator/graph/graph.ts';
import { readProject } from '../../orchestrator/project/read-project.ts';

/** What every small project has unless its files say otherwise. */
const projectFile = `name: small
layers: [raw, staging, intermediate, allocation, rollups, reports]
vars: {idle: spread}
targets:
  local: {type: duckdb, path: target/small.duckdb}
default_target: local
`;

/** A folder under the system's temporary one that holds the files, by their paths, and a project.yml. */
export function writeProject(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'apportion-project-'));
  for (const [file, text] of Object.entries({ 'project.yml': projectFile, ...files })) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

/** A model's text: its header's lines and its query. */
export function modelText(query: string, ...header: string[]): string {
  return ['/*', 'description: A model.', ...header, '*/', query, ''].join('\n');
}

/** The graph of a project of the files, which must be free of mistakes. */
export async function graphOf(files: Readonly<Record<string, string>>): Promise<Graph> {
  const project = await readProject(writeProject(files));
  if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
  const graph = buildGraph(project.value);
  if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
  return graph.value;
}

/** Everything that is found wrong with a project of the files, as text. */
export async function mistakesOf(files: Readonly<Record<string, string>>): Promise<string> {
  const project = await readProject(writeProject(files));
  const { diagnostics } = project.ok ? buildGraph(project.value) : project;
  return formatDiagnostics(diagnostics);
}
