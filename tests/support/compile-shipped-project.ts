import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apportion } from '../orchestrator/commands/apportion.ts';
import { copyShippedProject } from './copy-shipped-project.ts';

/** The SQL of one model or test, and where `apportion compile` writes it, relative to the folder of what is compiled. */
export interface CompiledQuery {
  readonly name: string;
  readonly kind: 'model' | 'test';
  readonly file: string;
  readonly sql: string;
}

/** All models and tests of the project that this checkout ships, as `apportion compile` gives them for a target. */
export async function compileShippedProject(
  target: string,
  ...options: readonly string[]
): Promise<CompiledQuery[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'apportion-compiled-'));
  try {
    await copyShippedProject(folder);
    const { code, out, err } = await apportion(folder, 'compile', '--target', target, '--json', ...options);
    if (code !== 0) throw new Error(out + err);
    const lines = out.trim().split('\n');
    // What the command writes as JSON is this shape, a line for each node.
    const queries = lines.map((line) => JSON.parse(line) as CompiledQuery);
    return queries.map((query) => ({ ...query, file: path.posix.relative('target/compiled', query.file) }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
