import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GraphNode } from '../graph/graph.ts';
import type { CompiledRun } from './compile-run.ts';
import { compiledPath } from './compiled-path.ts';

/** Writes the SQL of each model and test to target/compiled/, as the warehouse gets it. */
export async function writeCompiled(
  root: string,
  nodes: readonly GraphNode[],
  compiled: CompiledRun,
): Promise<void> {
  const folders = new Set<string>();
  for (const node of nodes) {
    const sql = compiled.forRun.get(node.name)?.sql;
    if (sql === undefined) continue;
    const file = path.join(root, compiledPath(node));
    const folder = path.dirname(file);
    if (!folders.has(folder)) await mkdir(folder, { recursive: true });
    folders.add(folder);
    await writeFile(file, `${sql}\n`);
  }
}
