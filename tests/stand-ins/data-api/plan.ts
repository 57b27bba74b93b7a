import type { StatementRecord } from './statement-record.ts';

/** What a request may meet; the ones that end in `-after` come when it has been accepted, so only its answer is lost. */
export type RequestFault =
  | 'throttled'
  | 'active-statements'
  | 'active-sessions'
  | 'active-waiting'
  | 'connection-failed'
  | 'server-error'
  | 'server-error-after'
  | 'reset'
  | 'reset-after'
  | 'session-lost'
  | 'denied';

/** What a statement may meet in the warehouse; it has no effect then. */
export type StatementFault = 'serializable' | 'relation-lost' | 'permission-denied' | 'no-credentials';

export interface PlannedRequest {
  readonly operation: string;
  /** How many requests came before it, of any operation. */
  readonly number: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Which failures a test wants, and when. */
export interface DataApiPlan {
  onRequest?(request: PlannedRequest): RequestFault | undefined;
  onStatement?(statement: StatementRecord): StatementFault | undefined;
  /** Whether a statement runs until it is cancelled. */
  isEndless?(sql: string): boolean;
}

/** The error that a fault is answered with, by its name, as the Data API's model and the developer guide have them. */
const requestErrors: Readonly<Record<Exclude<RequestFault, 'reset' | 'reset-after'>, DataApiError>> = {
  throttled: { type: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  'active-statements': {
    type: 'ActiveStatementsExceededException',
    status: 400,
    message: 'Active statements exceeded the allowed quota (200).',
  },
  'active-sessions': {
    type: 'ActiveSessionsExceededException',
    status: 400,
    message: 'Active sessions exceeded the allowed quota (500).',
  },
  'active-waiting': {
    type: 'ActiveWaitingRequestsExceededException',
    status: 400,
    message: 'Too many requests wait for this statement.',
  },
  'connection-failed': {
    type: 'DatabaseConnectionException',
    status: 500,
    message: 'Connection to the database failed.',
  },
  'server-error': { type: 'InternalServerException', status: 500, message: 'Internal failure' },
  'server-error-after': { type: 'InternalServerException', status: 500, message: 'Internal failure' },
  'session-lost': { type: 'ValidationException', status: 400, message: 'Session is not available' },
  denied: { type: 'AccessDeniedException', status: 400, message: notAllowed('redshift-data:OPERATION') },
};

/** The error that an operation is answered with. */
export function requestError(fault: keyof typeof requestErrors, operation: string): DataApiError {
  const error = requestErrors[fault];
  return { ...error, message: error.message.replaceAll('OPERATION', operation) };
}

/** IAM's own sentence. */
function notAllowed(action: string): string {
  return `User: arn:aws:sts::123456789012:assumed-role/apportion/task is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
}

export const statementErrors: Readonly<Record<StatementFault, string>> = {
  serializable:
    'ERROR: 1023 Detail: Serializable isolation violation on table - 100100, transactions forming the cycle are: 1, 2 (pid:3)',
  'relation-lost':
    'ERROR: 1018 Detail: Relation does not exist. The table or other relation was likely concurrently dropped.',
  'permission-denied': 'ERROR: permission denied for database billing',
  'no-credentials': notAllowed('redshift-serverless:GetCredentials'),
};

export interface DataApiError {
  readonly type: string;
  readonly status: 400 | 404 | 500;
  readonly message: string;
}

/** A request that the Data API refuses. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(readonly error: DataApiError) {
    super(error.message);
  }
}

export function invalid(message: string): Refusal {
  return new Refusal({ type: 'ValidationException', status: 400, message });
}
