import type { Probe, ProbeNeeds, Probes } from '../../probe.ts';
import { createDataClient } from '../data-client.ts';
import type { RedshiftSettings } from '../redshift-settings.ts';
import { dataApiProbes } from './data-api-probes.ts';
import { databaseProbes } from './database-probes.ts';
import { identityProbes } from './identity-probes.ts';
import { ProbeSession } from './probe-session.ts';

/** Everything that a Redshift target needs, to be tried one by one: what is missing keeps no other from being tried. */
export async function openRedshiftProbes(settings: RedshiftSettings, needs: ProbeNeeds): Promise<Probes> {
  const { connection } = settings;
  const client = await createDataClient(settings);
  const session = new ProbeSession(client, connection);
  const database = databaseProbes(session, connection, needs);
  return {
    list: sayingOnce([
      ...identityProbes(settings),
      ...dataApiProbes(client, session, connection),
      ...database.list,
    ]),
    close: async () => {
      await database.close();
      client.destroy();
    },
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
