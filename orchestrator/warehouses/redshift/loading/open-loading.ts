import { createHash } from 'node:crypto';
import type { ObjectStore } from '../../../s3/object-store.ts';
import { openObjectStore } from '../../../s3/open-object-store.ts';
import { formatS3Location } from '../../../s3/parse-s3-location.ts';
import type { FileReader } from '../../duckdb/file-reader.ts';
import { type BulkRows, type Warehouse, WarehouseError } from '../../warehouse.ts';
import type { LoadingSettings, RedshiftConnection, RedshiftSettings } from '../redshift-settings.ts';
import { interrupted } from '../service/redshift-error.ts';
import { copyDynamoSql, copyFileSql } from './copy-sql.ts';
import { type LoadTools, withLoadSession } from './load-session.ts';
import { afterReading } from './loading-error.ts';
import { Staging } from './staging.ts';

/** What of a warehouse has to do with the staging bucket. */
export interface Loading extends Pick<Warehouse, 'cannotLoad' | 'bulk' | 'loading'> {
  /** Ends what is read and sent. */
  interrupt(): void;
  close(): void;
}

/** Why a target that does not say where files go for COPY reads none. */
const cannotLoad =
  'it does not say where files are put for COPY and who reads them there, "staging" and "iam_role", or their variables are not set. Raw tables that are filled in another way are built by "apportion run" (docs/redshift.md).';

/** Loading by way of the staging bucket, as far as the settings say where that is. Nothing is asked of it before something is loaded. */
export function openLoading(
  warehouse: Pick<Warehouse, 'execute' | 'query' | 'transaction'>,
  {
    loading,
    connection,
    region,
    roleArn,
  }: Pick<RedshiftSettings, 'loading' | 'connection' | 'region' | 'roleArn'>,
): Loading {
  const readers = new Set<FileReader>();
  const works = new Set<AbortController>();
  let store: Promise<ObjectStore> | undefined;
  const open = ({ access }: LoadingSettings): Promise<ObjectStore> => {
    store ??= openObjectStore({ region: access.region ?? region, roleArn });
    return store;
  };

  return {
    ...(loading?.staging === undefined ? { cannotLoad } : {}),
    ...(loading === undefined ? {} : { bulk: bulkOf(loading, () => open(loading)) }),
    async loading(work, place) {
      const staging = loading?.staging;
      if (loading === undefined || staging === undefined)
        throw new WarehouseError(cannotLoad, { kind: 'other' });
      const { bucket, prefix } = staging;
      const own = { bucket, prefix: `${prefix}${folderOf(connection, region)}/` };
      const opened = new Set<FileReader>();
      const controller = new AbortController();
      works.add(controller);
      const openStaging = async () => new Staging(await open(loading), own, place, controller.signal);
      const onReader = (reader: FileReader): void => {
        opened.add(reader);
        readers.add(reader);
        if (controller.signal.aborted) reader.interrupt();
      };
      try {
        return await withLoadSession(
          {
            warehouse: until(controller.signal, warehouse),
            afterwards: warehouse,
            access: loading.access,
            place,
            openStaging,
            onReader,
          },
          work,
        );
      } finally {
        works.delete(controller);
        for (const reader of opened) readers.delete(reader);
      }
    },
    interrupt() {
      for (const controller of works) controller.abort();
      for (const reader of readers) reader.interrupt();
    },
    close() {
      void store?.then((opened) => opened.close());
    },
  };
}

/**
 * A warehouse that refuses everything from an interruption on. The warehouse itself ends what it does just then, and a load that is between two
 * statements, or whose statement was done in that moment, would go on with its next file.
 */
function until(signal: AbortSignal, warehouse: LoadTools['warehouse']): LoadTools['warehouse'] {
  const unlessInterrupted = async <T>(work: () => Promise<T>): Promise<T> => {
    if (signal.aborted) throw interrupted();
    return work();
  };
  return {
    execute: (...given) => unlessInterrupted(() => warehouse.execute(...given)),
    query: (...given) => unlessInterrupted(() => warehouse.query(...given)),
    transaction: (...given) => unlessInterrupted(() => warehouse.transaction(...given)),
  };
}

/**
 * The folder of a database in the staging bucket, which others may share: what one load removes is nothing that a load of the same files into
 * another database, which no lock keeps away, still needs.
 */
function folderOf(connection: RedshiftConnection, region: string | undefined): string {
  const place = 'WorkgroupName' in connection ? connection.WorkgroupName : connection.ClusterIdentifier;
  const words = JSON.stringify([region ?? null, place, connection.Database]);
  return createHash('sha256').update(words).digest('hex').slice(0, 8);
}

/** Rows of a seed go by a file whose name is the hash of its content: one that is there is not sent again. */
function bulkOf({ staging, access, tables }: LoadingSettings, open: () => Promise<ObjectStore>): BulkRows {
  return {
    ...(staging !== undefined && {
      copyOf(into, columns, text) {
        const name = createHash('sha256').update(text).digest('hex');
        const location = formatS3Location({
          bucket: staging.bucket,
          key: `${staging.prefix}seeds/${name}.csv`,
        });
        return { sql: copyFileSql(into, columns, location, access), file: { location, text } };
      },
    }),
    keptElsewhere(seed, into) {
      const table = tables.get(seed);
      return table === undefined ? undefined : copyDynamoSql(into, table, access);
    },
    async send({ location, text }) {
      if (staging === undefined) throw new Error('internal error: nowhere to send a file to');
      const key = location.slice(formatS3Location({ bucket: staging.bucket, key: '' }).length);
      await afterReading(async () => {
        const bucket = await open();
        if ((await bucket.head(staging.bucket, key)) === undefined)
          await bucket.write(staging.bucket, key, text);
      });
    },
  };
}
