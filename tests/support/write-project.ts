import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** Does some work with a folder that holds the files, by their paths, and a project.yml; the folder is gone afterwards. */
export async function withProject<T>(
  files: Readonly<Record<string, string>>,
  work: (root: string) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(path.join(tmpdir(), 'apportion-project-'));
  try {
    for (const [file, text] of Object.entries({ 'project.yml': projectFile, ...files })) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    }
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A model's text: its header's lines and its query. */
export function modelText(query: string, ...header: string[]): string {
  return ['/*', 'description: A model.', ...header, '*/', query, ''].join('\n');
}

/** The graph of a project of the files, which must be free of mistakes. */
export async function graphOf(files: Readonly<Record<string, string>>): Promise<Graph> {
  const project = await withProject(files, readProject);
  if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
  const graph = buildGraph(project.value);
  if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
  return graph.value;
}

/** Everything that is found wrong with a project of the files, as text. */
export async function mistakesOf(files: Readonly<Record<string, string>>): Promise<string> {
  const project = await withProject(files, readProject);
  const { diagnostics } = project.ok ? buildGraph(project.value) : project;
  return formatDiagnostics(diagnostics);
}
