import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { type Project, type SourceName, sourceNames } from '../project/project.ts';
import { resolveEnvironment } from '../project/resolve-environment.ts';
import type { SourceLocations } from './parse-sources.ts';

/** Where project.yml says that a source's files are, with the environment's variables in their places; undefined if it does not say. */
export function sourceLocations(
  { sources }: Project,
  source: SourceName,
  environment: Effects['environment'],
): Checked<readonly string[] | undefined> {
  const written = sources[source];
  if (written === undefined) return checked(undefined, []);
  const diagnostics: Diagnostic[] = [];
  const locations = written.flatMap((location) => {
    const resolved = resolveEnvironment(location, environment);
    diagnostics.push(...resolved.diagnostics);
    if (!resolved.ok) return [];
    // It would be the project's own folder.
    if (resolved.value.trim() === '') diagnostics.push(nowhere(source, location));
    return [resolved.value];
  });
  return checked(locations, diagnostics);
}

/** The project with such locations of all sources that the command line does not name instead. */
export function withLocations(
  project: Project,
  given: SourceLocations,
  environment: Effects['environment'],
): Checked<Project> {
  const diagnostics: Diagnostic[] = [];
  const sources: Partial<Record<SourceName, readonly string[]>> = { ...project.sources };
  for (const source of sourceNames) {
    if (given[source] !== undefined) continue;
    const resolved = sourceLocations(project, source, environment);
    diagnostics.push(...resolved.diagnostics);
    if (resolved.ok && resolved.value !== undefined) sources[source] = resolved.value;
  }
  return checked({ ...project, sources }, diagnostics);
}

function nowhere(source: SourceName, written: string): Diagnostic {
  return {
    severity: 'error',
    code: 'file-not-found',
    message: `A location of "${source}" is expected to name files, and "${written}" in project.yml is nothing here.`,
    place: { file: 'project.yml' },
    hint: `See what is in the environment variables of "${written}".`,
  };
}
