import { ObjectStoreError, type ObjectStoreProblem, type S3Request } from './object-store-error.ts';
import { formatS3Location } from './parse-s3-location.ts';

const permissions = {
  list: 's3:ListBucket',
  read: 's3:GetObject',
  write: 's3:PutObject',
  remove: 's3:DeleteObject',
} as const;

const verbs = { list: 'listed', read: 'read', write: 'written', remove: 'removed' } as const;

interface Explanation {
  readonly problem: ObjectStoreProblem;
  readonly message: string;
  readonly hint?: string;
}

/** What the AWS client rejected with, in words for people. An error that is one already, or is of a local file, stays what it is. */
export function explainS3Error(error: unknown, request: S3Request): unknown {
  if (!(error instanceof Error) || error instanceof ObjectStoreError) return error;
  const { problem, message, hint } = explain(error, request);
  return new ObjectStoreError(problem, request, message, hint, { cause: error });
}

function explain(error: Error, request: S3Request): Explanation {
  const { action, bucket } = request;
  const location = formatS3Location(request);
  const name = codeOf(error);
  const cannot = `"${location}" cannot be ${verbs[action]}`;
  if (error.name === 'AbortError')
    return { problem: 'interrupted', message: `${cannot}: it was interrupted.` };
  if (name === 'NoSuchBucket' || name === 'InvalidBucketName')
    return {
      problem: 'no-bucket',
      message: `There is no bucket "${bucket}", of which "${location}" was to be ${verbs[action]}.`,
      hint: 'Look at its spelling: aws s3 ls shows the buckets of the account that you are.',
    };
  if (name === 'NoSuchKey' || name === 'NotFound')
    return {
      problem: 'no-object',
      message: `There is no object "${location}".`,
      hint: 'Look at its spelling: upper and lower case are not the same in a key.',
    };
  if (/sts:AssumeRole/.test(error.message))
    return {
      problem: 'denied',
      message: `${cannot}: the role cannot be taken on. ${firstLine(error)}`,
      hint: 'Allow sts:AssumeRole on the role to who asks, and name who asks in the trust policy of the role.',
    };
  if (isDenied(name, error)) return denied(request, cannot, error);
  if (isOfCredentials(name))
    return {
      problem: 'credentials',
      message: `${cannot}: ${wordsOfCredentials(name)} (${name}).`,
      hint: 'Sign in again (aws sso login), or set AWS_PROFILE or the keys; aws sts get-caller-identity shows who you are.',
    };
  if (/^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint\w*)$/.test(name))
    return {
      problem: 'region',
      message: `${cannot}: the bucket is in another region (${name}).`,
      hint: `Set AWS_REGION to it: aws s3api get-bucket-location --bucket ${bucket}.`,
    };
  if (name === 'PreconditionFailed')
    return {
      problem: 'changed',
      message: `"${location}" was written to while it was read.`,
      hint: 'Load it again: the new version is there now.',
    };
  if (name === 'InvalidObjectState')
    return {
      problem: 'other',
      message: `${cannot}: it is archived (Glacier).`,
      hint: 'Restore it first: aws s3api restore-object.',
    };
  if (isOfDigest(error))
    return {
      problem: 'damaged',
      message: `${cannot}: its checksum was wrong each time (${name}).`,
      hint: 'Something between here and S3 changes what passes: look for a proxy.',
    };
  if (isOfNetwork(error))
    return {
      problem: 'unreachable',
      message: `${cannot}: S3 could not be reached, or broke off each time (${name}).`,
      hint: 'Look at the network, a proxy, and the address in AWS_ENDPOINT_URL_S3 if that is set; then start again.',
    };
  return { problem: 'other', message: `${cannot}: ${name}: ${firstLine(error)}` };
}

function denied({ action, bucket, key }: S3Request, cannot: string, error: Error): Explanation {
  const resource = action === 'list' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
  const isOfContent = action === 'read' || action === 'write';
  const kms = action === 'read' ? 'kms:Decrypt' : 'kms:GenerateDataKey and kms:Decrypt';
  const encryption = isOfContent ? ` (and ${kms} on its key, if it is encrypted with one of yours)` : '';
  const said = /not authorized/i.test(error.message) ? ` ${firstLine(error)}` : '';
  return {
    problem: 'denied',
    message: `${cannot}: access is denied.${said}`,
    hint: `Allow ${permissions[action]} on ${resource} to who asks${encryption}; aws sts get-caller-identity shows who that is.`,
  };
}

function isDenied(name: string, error: Error): boolean {
  return /^(AccessDenied|AccessDeniedException|AllAccessDisabled|Forbidden)$/.test(name) ||
    statusOf(error) === 403
    ? !isOfCredentials(name)
    : false;
}

function isOfCredentials(name: string): boolean {
  return /^(ExpiredToken\w*|TokenRefreshRequired|InvalidToken|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClientException|InvalidClientTokenId|CredentialsProviderError|TokenProviderError|RequestTimeTooSkewed)$/.test(
    name,
  );
}

function wordsOfCredentials(name: string): string {
  if (/^Expired|TokenRefresh/.test(name)) return 'the credentials have expired';
  return /ProviderError$/.test(name) ? 'no credentials were found' : 'AWS does not accept the credentials';
}

/** Whether what arrived, here or there, was not what was sent. */
export function isOfDigest(error: Error): boolean {
  return (
    /^(BadDigest|XAmzContentChecksumMismatch|XAmzContentSHA256Mismatch)$/.test(error.name) ||
    /^Checksum mismatch/.test(error.message)
  );
}

function isOfNetwork(error: Error): boolean {
  const status = statusOf(error);
  return (
    /^(E(CONN|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|PROTO)|ERR_STREAM_PREMATURE_CLOSE)/.test(
      codeOf(error),
    ) ||
    /^(TimeoutError|RequestTimeout|SlowDown|InternalError|ServiceUnavailable)$/.test(error.name) ||
    (status !== undefined && status >= 500)
  );
}

/** What S3, the client or the system call it. */
function codeOf(error: Error): string {
  const isOfSystem = 'code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code);
  return isOfSystem ? String(error.code) : error.name;
}

/** The HTTP status that S3 answered with, if it answered. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && '$metadata' in error)) return undefined;
  // Every error of the client that answers a request has it.
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode;
}

function firstLine(error: Error): string {
  const [line = ''] = error.message.split('\n');
  return `${line.slice(0, 300).replace(/\.+$/, '')}.`;
}
