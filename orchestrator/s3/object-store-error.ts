import { formatS3Location } from './parse-s3-location.ts';

/** What was asked of S3, and of what. */
export interface S3Request {
  readonly action: 'list' | 'read' | 'write' | 'remove';
  readonly bucket: string;
  readonly key: string;
}

/** Why S3 did not do it. */
export type ObjectStoreProblem =
  | 'no-bucket'
  | 'no-object'
  | 'denied'
  | 'credentials'
  | 'region'
  /** It was written to while it was read. */
  | 'changed'
  /** What arrives, or arrived, is not what was sent, again and again. */
  | 'damaged'
  | 'unreachable'
  | 'interrupted'
  | 'other';

/** S3 did not do what was asked. The message is a sentence for people that names bucket and key; `hint` says what to do. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError';
  /** `s3://bucket/key`. */
  readonly location: string;
  constructor(
    readonly problem: ObjectStoreProblem,
    request: S3Request,
    message: string,
    readonly hint: string | undefined,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.location = formatS3Location(request);
  }
}

/** That somebody ended the work. */
export function interrupted(request: S3Request, cause: unknown): ObjectStoreError {
  const message = `"${formatS3Location(request)}" was interrupted.`;
  return new ObjectStoreError('interrupted', request, message, undefined, { cause });
}
