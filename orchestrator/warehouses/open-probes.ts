import type { OpenOptions } from './open-warehouse.ts';
import type { ProbeNeeds, Probes } from './probe.ts';
import { openRedshiftProbes } from './redshift/probes/open-redshift-probes.ts';
import { parseRedshiftSettings } from './redshift/redshift-settings.ts';

/** What can be tried of a target's surroundings; undefined of one that has none, or whose settings opening it complains of. */
export async function openProbes(
  { name, target }: OpenOptions,
  needs: ProbeNeeds,
): Promise<Probes | undefined> {
  if (target.type !== 'redshift') return undefined;
  const settings = parseRedshiftSettings(name, target.settings);
  if (!settings.ok) return undefined;
  const { staging, iam_role: iamRole, staging_region: stagingRegion } = target.settings;
  return openRedshiftProbes(settings.value, { staging, iamRole, stagingRegion }, needs);
}
