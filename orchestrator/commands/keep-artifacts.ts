import path from 'node:path';
import { writeArtifacts } from '../artifacts/write-artifacts.ts';
import type { Effects } from '../base/effects.ts';
import type { Graph } from '../graph/graph.ts';
import { visibleText } from '../report/visible-text.ts';
import type { FinishedRun } from '../run/run-project.ts';

/** What was published is published: that a file beside it could not be written is said, and changes nothing. */
export async function keepArtifacts(
  result: FinishedRun,
  about: { readonly graph: Graph; readonly warehouse: string },
  effects: Effects,
): Promise<void> {
  const { compiled, relations } = result;
  try {
    const folder = path.join(about.graph.project.root, 'target');
    await writeArtifacts({ ...about, result, compiled, relations }, folder);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    effects.err.write(`The artifacts in target/ could not be written: ${visibleText(words)}\n`);
  }
}
