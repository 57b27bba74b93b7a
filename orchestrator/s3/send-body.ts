import { explainS3Error, isOfDigest } from './explain-s3-error.ts';
import type { S3Request } from './object-store-error.ts';
import type { S3Access } from './s3-access.ts';

/** Sends something whose checksum S3 looks at, again if it arrived damaged: the client itself gives up then. */
export async function sendBody<T>(
  { patience }: S3Access,
  request: S3Request,
  send: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (attempt < patience.attempts && error instanceof Error && isOfDigest(error)) continue;
      throw explainS3Error(error, request);
    }
  }
}
