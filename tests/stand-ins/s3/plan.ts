/** What a request to S3 asks for. */
export interface S3RequestRecord {
  /** As AWS calls it: `GetObject`. */
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  /** The header, if it has one: `bytes=5-`. */
  readonly range?: string;
  /** Whose credentials it was signed with. */
  readonly accessKey?: string;
  /** Of a part. */
  readonly part?: number;
}

/** What a request may meet. `-after`: it is done, and only its answer is lost. */
export type S3Fault =
  | 'slow-down'
  | 'server-error'
  | 'denied'
  | 'expired-token'
  | 'reset'
  | 'reset-after'
  /** The connection ends in the middle of the body, whichever way it goes. */
  | 'broken-body'
  /** The connection stays, and nothing comes any more. */
  | 'stalled-body'
  /** A byte of the body is another one. */
  | 'wrong-bytes'
  /** The body comes at so many bytes a second. */
  | { readonly bytesPerSecond: number };

/** Which requests fail. `number`: how many came before it. */
export interface S3Plan {
  onRequest?(request: S3RequestRecord & { readonly number: number }): S3Fault | undefined;
}

export interface S3Error {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** S3 turns a request away. */
export class Refusal extends Error {
  constructor(
    readonly error: S3Error,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(error.message);
  }
}

/** What S3 says, by its list of error codes. */
export const s3Errors = {
  'slow-down': { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
  'server-error': {
    code: 'InternalError',
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  denied: { code: 'AccessDenied', status: 403, message: 'Access Denied' },
  'expired-token': { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
} as const;

export function noSuchBucket(): Refusal {
  return new Refusal({ code: 'NoSuchBucket', status: 404, message: 'The specified bucket does not exist' });
}

export function noSuchKey(): Refusal {
  return new Refusal({ code: 'NoSuchKey', status: 404, message: 'The specified key does not exist.' });
}

export function noSuchUpload(): Refusal {
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or it may have been aborted.';
  return new Refusal({ code: 'NoSuchUpload', status: 404, message });
}

export function badRequest(code: string, message: string): Refusal {
  return new Refusal({ code, status: 400, message });
}

/** What passes when it is tried again. */
const passingFaults: readonly S3Fault[] = [
  'slow-down',
  'server-error',
  'reset',
  'reset-after',
  'broken-body',
  'wrong-bytes',
];

/** Passing faults at random, the same for the same seed: each request meets one with the given probability. */
export function randomFaults(seed: number, rate: number): S3Plan {
  let state = seed >>> 0;
  // Mulberry32: small, and good enough to choose by.
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    onRequest: () =>
      random() < rate ? passingFaults[Math.floor(random() * passingFaults.length)] : undefined,
  };
}
