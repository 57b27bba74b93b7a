/** In which ways a request to the Data API fails, as far as it matters for what is done next. */
export type Failure =
  | 'throttled'
  | 'busy'
  | 'no-long-poll'
  | 'too-many-waiting'
  | 'session-lost'
  | 'server'
  | 'network'
  | 'refused';

export interface RetryRule {
  /** How often the same request is sent again. */
  readonly times: number;
  /** Milliseconds before the first time; each further one takes twice as long, up to `longestPause`. */
  readonly pause: number;
  readonly longestPause: number;
  /** Whether the service may have accepted the request all the same: a statement is looked up by its name before it is sent again. */
  readonly mayBeAccepted: boolean;
  /** Why it is safe to do just that. */
  readonly why: string;
}

/** What is sent again. A statement always goes with the client token that it had, so that even the same request twice is one statement. */
export const retryRules: Readonly<Record<Failure, RetryRule>> = {
  throttled: {
    times: 12,
    pause: 500,
    longestPause: 20_000,
    mayBeAccepted: false,
    why: 'It was turned away before anybody looked at it.',
  },
  busy: {
    times: 60,
    pause: 1000,
    longestPause: 30_000,
    mayBeAccepted: false,
    why: 'There are as many active statements or sessions as may be; it was not accepted, and others will end.',
  },
  'no-long-poll': {
    times: 1,
    pause: 0,
    longestPause: 0,
    mayBeAccepted: false,
    why: 'An older endpoint refuses WaitTimeSeconds: the request goes without it.',
  },
  'too-many-waiting': {
    times: 5,
    pause: 250,
    longestPause: 5000,
    mayBeAccepted: false,
    why: 'Only the waiting was refused: the request goes without it.',
  },
  'session-lost': {
    times: 0,
    pause: 500,
    longestPause: 5000,
    mayBeAccepted: false,
    why: 'The session is gone or does something else, so nothing was run in it; who had it takes another.',
  },
  server: {
    times: 8,
    pause: 500,
    longestPause: 20_000,
    mayBeAccepted: true,
    why: 'Reading again changes nothing; a statement is looked up first, and its token makes it one statement.',
  },
  network: {
    times: 8,
    pause: 500,
    longestPause: 20_000,
    mayBeAccepted: true,
    why: 'The answer was lost, not necessarily the request: the same as for an error of the server.',
  },
  refused: {
    times: 0,
    pause: 0,
    longestPause: 0,
    mayBeAccepted: false,
    why: 'What is wrong with it would be wrong again.',
  },
};

/**
 * Errors of statements that are run again. Each means that the transaction was taken back because of another one ("Serializable isolation
 * violation" in the developer guide), so that nothing of it was kept.
 */
const statementRetries: readonly { readonly error: RegExp; readonly why: string }[] = [
  {
    error: /\b1023\b.*serializable isolation violation/is,
    why: 'It was rolled back for the sake of another one, which has ended by now.',
  },
  {
    error: /\b1018\b.*relation does not exist/is,
    why: 'A table was swapped while the statement began.',
  },
  {
    error: /deadlock detected/i,
    why: 'Of two that waited for each other it was the one that was rolled back: a reader held a relation that is published.',
  },
  {
    error: /could not open relation with OID|could not find tuple for|cache lookup failed for/i,
    why: "What the statement's catalog still had was dropped meanwhile, by a run of somebody else's.",
  },
  {
    error: /conflict with concurrent transaction/i,
    why: 'Another transaction changed the same first, and it was rolled back.',
  },
];

/** How often, and after how long. */
export const statementRetry = { times: 5, pause: 1000, longestPause: 30_000 } as const;

/** Whether the words of a statement's error are those of one that is run again. */
export function isWorthAnotherTime(text: string): boolean {
  return statementRetries.some(({ error }) => error.test(text));
}

const byName: Readonly<Record<string, Failure>> = {
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  ActiveStatementsExceededException: 'busy',
  ActiveSessionsExceededException: 'busy',
  ActiveWaitingRequestsExceededException: 'too-many-waiting',
  InternalServerException: 'server',
  InternalFailure: 'server',
  ServiceUnavailable: 'server',
  ServiceUnavailableException: 'server',
  ExecuteStatementException: 'server',
  BatchExecuteStatementException: 'server',
  DatabaseConnectionException: 'server',
  TimeoutError: 'network',
};

/** What kind of failure the client threw. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return 'refused';
  const known = byName[error.name];
  if (known !== undefined) return known;
  if (error.name === 'ValidationException' && /WaitTimeSeconds/.test(error.message)) return 'no-long-poll';
  // "Session is not available" when it has gone, "Session with Id: … is invalid" when it never was.
  if (
    /^(ValidationException|ResourceNotFoundException)$/.test(error.name) &&
    /\bsession\b/i.test(error.message)
  )
    return 'session-lost';
  const code = 'code' in error ? String(error.code) : '';
  if (/^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR)/.test(code)) return 'network';
  if (/socket hang up|premature close/i.test(error.message)) return 'network';
  return statusOf(error) >= 500 ? 'server' : statusOf(error) === 429 ? 'throttled' : 'refused';
}

function statusOf(error: Error): number {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const isMetadata = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
  return isMetadata ? Number(metadata.httpStatusCode) : 0;
}

/** How long to wait before the `time`-th attempt after the first: between half of it and all of it, so that many do not come back together. */
export function pauseBefore(
  time: number,
  { pause, longestPause }: { pause: number; longestPause: number },
): number {
  return Math.min(pause * 2 ** (time - 1), longestPause) * (0.5 + Math.random() / 2);
}
