import type { Effects } from '../base/effects.ts';
import type { Project } from '../project/project.ts';
import { resolveEnvironment } from '../project/resolve-environment.ts';
import { openProbes } from '../warehouses/open-probes.ts';
import { isForLoading, type ResolvedTarget } from '../warehouses/open-warehouse.ts';
import type { Probes } from '../warehouses/probe.ts';
import { resolveSettings, resolveTarget } from './open-target.ts';
import { sourceStore } from './source-store.ts';

/** What can be tried of a target's surroundings; undefined if there is nothing, or if opening it will say what is wrong. */
export async function openTargetProbes(
  project: Project,
  name: string,
  locations: readonly string[],
  { environment }: Effects,
): Promise<Probes | undefined> {
  const found = resolveTarget(project, name, environment);
  const given = found.ok ? resolveSettings(found.value, environment) : found;
  if (!found.ok || !given.ok) return undefined;
  const target = withSettingsOfLoading(found.value, given.value, environment);
  const store = sourceStore(project, name, environment);
  return openProbes(
    { name, target },
    { schemas: ['seeds', ...project.layers], locations, sourceStore: store.ok ? store.value : {} },
  );
}

/** The settings that only loading needs as well, those of them whose environment variables are set. */
function withSettingsOfLoading(
  written: ResolvedTarget,
  given: ResolvedTarget,
  environment: Effects['environment'],
): ResolvedTarget {
  if (written.type !== 'redshift' || given.type !== 'redshift') return given;
  const more = Object.entries(written.settings).flatMap(([key, text]): [string, string][] => {
    const resolved = isForLoading(key) ? resolveEnvironment(text, environment) : undefined;
    return resolved?.ok ? [[key, resolved.value]] : [];
  });
  return { ...given, settings: { ...given.settings, ...Object.fromEntries(more) } };
}
