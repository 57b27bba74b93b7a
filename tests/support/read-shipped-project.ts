import { fileURLToPath } from 'node:url';
import { formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import type { Project, Seed } from '../../orchestrator/project/project.ts';
import { readProject } from '../../orchestrator/project/read-project.ts';

/** The folder that this project is checked out in. */
export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The rows of a seed as text, in the order of its columns; empty cells are null. */
export type SeedRows = readonly (readonly (string | null)[])[];

/** This very project, with some seeds' rows replaced, writing its artifacts below another folder. */
export async function readShippedProject(
  artifactsRoot: string,
  seedRows: Readonly<Record<string, SeedRows>> = {},
): Promise<Project> {
  const read = await readProject(repositoryRoot);
  if (!read.ok) throw new Error(formatDiagnostics(read.diagnostics));
  const withRows = (seed: Seed): Seed => ({ ...seed, rows: seedRows[seed.name] ?? seed.rows });
  return { ...read.value, root: artifactsRoot, seeds: read.value.seeds.map(withRows) };
}
