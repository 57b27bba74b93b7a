import type { Diagnostic } from '../base/diagnostic.ts';
import { specHash } from '../load/raw/is-unchanged.ts';
import type { LoadedFile } from '../load/raw/loaded-files.ts';
import type { LoadSpec } from '../project/project.ts';
import type { RunOptions } from './run-options.ts';

/**
 * A warning for each load spec that says something else than when files of it were read, and of whose source this run was
 * given none: what is loaded of them may not be what the spec says.
 */
export function warnOfOtherSpecs(options: RunOptions, files: readonly LoadedFile[]): Diagnostic[] {
  return options.graph.project.loadSpecs.flatMap((spec) => {
    const hash = specHash(spec);
    const others = files.filter(
      (file) =>
        file.spec === spec.name && file.specHash !== hash && isOfALoad(file) && !isGiven(options, file),
    );
    return others.length === 0 ? [] : [otherSpec(spec, others.length)];
  });
}

/** Who fills raw tables by other means has no hash of a spec to write down. */
function isOfALoad({ specHash }: LoadedFile): boolean {
  return /^[0-9a-f]{16}$/.test(specHash);
}

/** A load reads what it is given again where the spec has changed. */
function isGiven({ steps, sources, graph }: RunOptions, { source }: LoadedFile): boolean {
  return steps.load && (sources?.[source] ?? graph.project.sources[source] ?? []).length > 0;
}

function otherSpec(spec: LoadSpec, files: number): Diagnostic {
  return {
    severity: 'warning',
    code: 'outdated-raw-table',
    message: `${files === 1 ? 'A file' : `${files} files`} in the raw table "${spec.name}" ${files === 1 ? 'was' : 'were'} read when its load spec said something else; what is built from it is what was read then.`,
    place: { file: spec.file },
    hint: 'Run "apportion build" or "apportion load" with --source, which read the files again.',
  };
}
