import { afterAll, beforeAll, describe } from 'vitest';
import { openRedshift } from '../../orchestrator/warehouses/redshift/open-redshift.ts';
import { parseRedshiftSettings } from '../../orchestrator/warehouses/redshift/redshift-settings.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { type DataApiStandIn, startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';
import { openRedshiftOn } from '../support/open-redshift-on.ts';
import { describeWarehouse } from './conformance.ts';

describe('on the stand-in', () => {
  let store: PostgresStore;
  let dataApi: DataApiStandIn | undefined;
  withDummyCredentials();
  beforeAll(async () => {
    store = await openPostgresStore();
  });
  afterAll(async () => {
    await dataApi?.close();
    await store.close();
  });

  describeWarehouse('Redshift', async () => {
    await dataApi?.close();
    await store.empty();
    // A Postgres in this process could not be ended.
    const isEndless = (sql: string): boolean => sql.split('cross join').length > 8;
    dataApi = await startDataApi(store, { isEndless }, { rowsOfPage: 7 });
    return openRedshiftOn(dataApi);
  });
});

/** A real warehouse that the suite may use: its workgroup and database, as `workgroup/database`. Who asks is whoever the environment says. */
const real = process.env.APPORTION_TEST_WORKGROUP;

describe.skipIf(real === undefined)('on the workgroup that APPORTION_TEST_WORKGROUP names', () => {
  describeWarehouse('Redshift', async () => {
    const [workgroup = '', database = ''] = (real ?? '').split('/');
    const settings = parseRedshiftSettings('real', { workgroup, database });
    if (!settings.ok) throw new Error(JSON.stringify(settings.diagnostics));
    const warehouse = await openRedshift(settings.value);
    await warehouse.execute('drop schema if exists conformance cascade');
    await warehouse.execute('drop schema if exists conformance_other cascade');
    return warehouse;
  });
});
