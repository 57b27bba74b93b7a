import { openObjectStore } from '../../../s3/open-object-store.ts';
import { parseS3Location } from '../../../s3/parse-s3-location.ts';
import type { Probe, ProbeNeeds, Probes } from '../../probe.ts';
import type { RedshiftSettings } from '../redshift-settings.ts';
import { createDataClient } from '../service/data-client.ts';
import { copyProbe } from './copy-probe.ts';
import { dataApiProbes } from './data-api-probes.ts';
import { databaseProbes } from './database-probes.ts';
import { identityProbes } from './identity-probes.ts';
import { partBytes, sourceProbes, stagingProbes } from './object-probes.ts';
import { ProbeSession } from './probe-session.ts';

/** The target's settings that only loading needs, as far as they are known. */
export interface WrittenLoading {
  readonly staging: string | undefined;
  readonly iamRole: string | undefined;
  /** That of the staging bucket, if it is not the warehouse's. */
  readonly stagingRegion: string | undefined;
}

/** Everything that a Redshift target needs, to be tried one by one: what is missing keeps no other from being tried. */
export async function openRedshiftProbes(
  settings: RedshiftSettings,
  { staging, iamRole, stagingRegion }: WrittenLoading,
  needs: ProbeNeeds,
): Promise<Probes> {
  const { connection, region, roleArn } = settings;
  const client = await createDataClient(settings);
  const { endpoint } = needs.sourceStore;
  const own = {
    ...(region !== undefined && { region }),
    ...(roleArn !== undefined && { roleArn }),
    ...(endpoint !== undefined && { endpoint }),
  };
  const patience = { partBytes, attempts: 3 };
  const store = await openObjectStore(own, patience);
  const sources = await openObjectStore(needs.sourceStore, patience);
  const session = new ProbeSession(client, connection);
  const database = databaseProbes(session, connection, needs);
  const place = parseS3Location(staging ?? '');
  const objects = place === undefined ? undefined : stagingProbes(store, place);
  const copy = copyProbe(session, {
    schema: () => database.schema(),
    object: () => objects?.written(),
    iamRole,
    region: stagingRegion,
  });
  return {
    list: sayingOnce([
      ...identityProbes(settings),
      ...dataApiProbes(client, session, connection),
      ...database.list,
      ...(objects === undefined ? [withoutStaging(staging)] : [...objects.before, copy, ...objects.after]),
      ...sourceProbes(sources, needs.locations),
    ]),
    close: async () => {
      await database.close();
      await objects?.close();
      store.close();
      sources.close();
      client.destroy();
    },
  };
}

function withoutStaging(staging: string | undefined): Probe {
  const what = staging === undefined ? 'missing' : 'expected to be like s3://bucket/prefix';
  return {
    name: 'staging',
    run: async () => ({
      kind: 'missing',
      text: `${what}: the setting "staging" of the target${staging === undefined ? ', or its environment variable' : ''}`,
      hint: 'Nothing can be loaded without a bucket that COPY reads: set it to s3://bucket/prefix.',
    }),
  };
}

/** The same probes, of which the first that an action is missing for says so, and the others that they wait for it. */
function sayingOnce(probes: readonly Probe[]): Probe[] {
  const said = new Set<string>();
  return probes.map(({ name, run }) => ({
    name,
    run: async () => {
      const result = await run();
      if (result.kind !== 'missing' || result.action === undefined) return result;
      if (said.has(result.action)) return { kind: 'not-tried', text: `it takes ${result.action}` };
      said.add(result.action);
      return result;
    },
  }));
}
