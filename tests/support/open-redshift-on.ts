import {
  type OpenRedshiftOptions,
  openRedshift,
} from '../../orchestrator/warehouses/redshift/open-redshift.ts';
import { parseRedshiftSettings } from '../../orchestrator/warehouses/redshift/redshift-settings.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';

/** Opens the warehouse behind a stand-in of the Data API, with hardly a pause where the real one has some. */
export async function openRedshiftOn(
  { endpoint }: { readonly endpoint: string },
  settings: Readonly<Record<string, string>> = {},
  options: OpenRedshiftOptions = {},
): Promise<Warehouse> {
  const parsed = parseRedshiftSettings('test', {
    workgroup: 'test',
    database: 'dev',
    region: 'eu-west-1',
    endpoint,
    ...settings,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
  return openRedshift(parsed.value, { wait: briefly, ...options });
}

/** Also what keeps to the rates of the service, which the stand-in does not mind. */
async function briefly(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 2)));
}
