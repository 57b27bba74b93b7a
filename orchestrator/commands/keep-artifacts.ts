import path from 'node:path';
import { type UnwrittenArtifact, writeArtifacts } from '../artifacts/write-artifacts.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Graph } from '../graph/graph.ts';
import type { FinishedRun } from '../run/run-project.ts';

/** What was published is published: that a file beside it could not be written is a warning, which comes out, and changes nothing. */
export async function keepArtifacts(
  result: FinishedRun,
  about: { readonly graph: Graph; readonly warehouse: string },
): Promise<Diagnostic | undefined> {
  const { compiled, relations } = result;
  const folder = path.join(about.graph.project.root, 'target');
  const unwritten = await writeArtifacts({ ...about, result, compiled, relations }, folder);
  return unwritten.length === 0 ? undefined : notWritten(unwritten);
}

function notWritten(unwritten: readonly UnwrittenArtifact[]): Diagnostic {
  const names = unwritten.map(({ name }) => `"target/${name}"`).join(', ');
  const reasons = [...new Set(unwritten.map(({ reason }) => reason))].join('; ');
  return {
    severity: 'warning',
    code: 'unreadable-file',
    message: `${names} could not be written: ${reasons}`,
    hint: 'What stands there is of an earlier run. What came of this one is as it was said.',
  };
}
