import type { S3Client } from '@aws-sdk/client-s3';
import { assumedRole } from '../base/assumed-role.ts';

export interface ObjectStoreSettings {
  /** If it is not that of the environment. A bucket in another one is found there. */
  readonly region?: string;
  /** A role to take on first. */
  readonly roleArn?: string;
  /** Where S3 is, if not at its public address: buckets are part of the path there. */
  readonly endpoint?: string;
}

/** How long is waited for S3, and how often it is asked again. */
export interface Patience {
  readonly attempts: number;
  /** Before the second attempt; twice as long before each one after it. */
  readonly waitMilliseconds: number;
  /** A transfer of which nothing comes for so long is a broken one. */
  readonly idleMilliseconds: number;
  /** The length of a part, and of the largest file that is sent as one. */
  readonly partBytes: number;
}

const usualPatience: Patience = {
  attempts: 8,
  waitMilliseconds: 200,
  idleMilliseconds: 60_000,
  partBytes: 5 * 1024 * 1024,
};

/** The AWS client with what asking by it needs. */
export interface S3Access {
  readonly sdk: typeof import('@aws-sdk/client-s3');
  readonly client: S3Client;
  /** Aborted when the store is closed. */
  readonly closed: AbortSignal;
  readonly patience: Patience;
}

/** AWS's client for S3, and what ends it. Credentials are looked for when it asks for the first time. */
export async function openS3Access(
  { region, roleArn, endpoint }: ObjectStoreSettings,
  patience: Partial<Patience>,
): Promise<S3Access & { close(): void }> {
  // Loaded here, so that nobody without objects waits for it.
  const sdk = await import('@aws-sdk/client-s3');
  const all = { ...usualPatience, ...patience };
  const credentials = roleArn === undefined ? undefined : await assumedRole(roleArn, region);
  const create = (inRegion: string | undefined): S3Client =>
    new sdk.S3Client({
      ...(inRegion !== undefined && { region: inRegion }),
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      ...(credentials !== undefined && { credentials }),
      maxAttempts: all.attempts,
      // A bill's bucket is where the billing account once put it, and S3 says where that is.
      followRegionRedirects: true,
      requestHandler: {
        connectionTimeout: 10_000,
        // Of silence: a large part may take its time on a slow line.
        socketTimeout: all.idleMilliseconds,
      },
    });
  let client = create(region);
  const isRegionKnown = await client.config.region().then(
    () => true,
    () => false,
  );
  // Any region can be asked: it says in which one the bucket is.
  if (!isRegionKnown) {
    client.destroy();
    client = create('us-east-1');
  }
  const closing = new AbortController();
  return {
    sdk,
    client,
    closed: closing.signal,
    patience: all,
    close: () => {
      closing.abort();
      client.destroy();
    },
  };
}
