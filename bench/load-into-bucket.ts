/**
 * A process of its own, to be measured: loads a bill as for Redshift, by way of a staging bucket, without a warehouse behind it. All of the loader is
 * there: archive, parts, reading, reading back, sending, and the SQL; only the answers of the warehouse are made up from what is known of the file.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { loadSources } from '../orchestrator/load/load-sources.ts';
import { readProject } from '../orchestrator/project/read-project.ts';
import { openObjectStore } from '../orchestrator/s3/open-object-store.ts';
import { withLoadSession } from '../orchestrator/warehouses/redshift/loading/load-session.ts';
import { Staging } from '../orchestrator/warehouses/redshift/loading/staging.ts';
import { redshiftDialect } from '../orchestrator/warehouses/redshift/sql/dialect.ts';
import type { QueryResult, Warehouse } from '../orchestrator/warehouses/warehouse.ts';

const [file = '', root = '', endpoint = '', rows = '', cost = ''] = process.argv.slice(2);
const project = await readProject(root);
if (!project.ok) throw new Error(JSON.stringify(project.diagnostics));

/** What the warehouse would say of a file of which this much is known. */
function answer(sql: string): QueryResult['rows'] {
  if (/^select count\(\*\), cast\(coalesce\(sum/.test(sql)) return [[rows, cost]];
  if (/^select sum\(unblended_cost\)/.test(sql)) return [[cost]];
  return [];
}

const warehouse: Warehouse = {
  dialect: redshiftDialect,
  concurrency: 1,
  execute: async () => {},
  transaction: async () => {},
  query: async (sql) => ({ columns: [], rows: answer(sql) }),
  relations: async () => [],
  grants: async () => [],
  loading: (work, place) =>
    withLoadSession(
      {
        warehouse,
        afterwards: warehouse,
        access: { iamRole: 'default' },
        place,
        openStaging: async () =>
          new Staging(
            await openObjectStore({ endpoint, region: 'eu-west-1' }),
            { bucket: 'staging', prefix: '' },
            place,
            new AbortController().signal,
          ),
        onReader: () => {},
      },
      work,
    ),
  interrupt: () => {},
  close: async () => {},
};

const workFolder = path.join(root, 'target', 'unpacked');
await mkdir(workFolder, { recursive: true });
const loaded = await loadSources({
  project: project.value,
  vars: project.value.vars,
  sources: { bill: [file] },
  workingFolder: root,
  warehouse,
  onEvent: (event) => {
    if (event.kind === 'file-sent') process.stdout.write(`${JSON.stringify(event)}\n`);
  },
  workFolder,
  hiddenName: (name) => `${name}__b`,
  now: new Date('2017-03-08T04:05:06Z'),
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
process.exit(0);
