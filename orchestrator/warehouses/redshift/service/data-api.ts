import type {
  DescribeStatementResponse,
  GetStatementResultResponse,
  StatementData,
} from '@aws-sdk/client-redshift-data';
import type { RedshiftConnection } from '../redshift-settings.ts';
import type { DataClient } from './data-client.ts';
import { interrupted, requestError, uncertain } from './redshift-error.ts';
import { failureOf, pauseBefore, retryRules } from './retry-rules.ts';
import { TokenBucket } from './token-bucket.ts';

/** What is to be run, named by us, so that it can be found again whatever becomes of the answer. */
export interface Submission {
  readonly sqls: readonly string[];
  /** `transaction`: all or nothing. */
  readonly kind: 'statement' | 'transaction';
  /** At most 500 characters. No other statement has the same. */
  readonly name: string;
  /** At most 64 characters. Two requests with the same are one statement, for 8 hours. */
  readonly token: string;
  readonly where:
    | { readonly SessionId: string }
    | (RedshiftConnection & { readonly SessionKeepAliveSeconds: number });
}

/** A statement as far as is known of it. */
export type KnownStatement = Partial<
  Pick<
    DescribeStatementResponse,
    'Id' | 'Status' | 'SessionId' | 'Error' | 'SubStatements' | 'HasResultSet' | 'RedshiftQueryId'
  >
>;

/** A session that is gone, or does something else: what was to be run in it was not. */
export class SessionLostError extends Error {
  override readonly name = 'SessionLostError';
}

/**
 * Requests a second: four fifths of what an account has in a region, 30 for statements, 20 for results, 100 for descriptions, as users quote
 * the service's quotas; for the others nobody does, so they are taken for the least of these. What is too much is turned away and comes later.
 */
const rates = {
  ExecuteStatement: 24,
  BatchExecuteStatement: 16,
  DescribeStatement: 80,
  GetStatementResult: 16,
  CancelStatement: 16,
  ListStatements: 16,
} as const;

type Operation = keyof typeof rates;

/** Of a statement that has not ended. */
const activeStatuses = ['SUBMITTED', 'PICKED', 'STARTED'] as const;
type ActiveStatus = (typeof activeStatuses)[number];

/** Seconds that a request waits for a statement's end. While it is submitted it has no id by which it could be cancelled: so not for long. */
const waits = { submit: 2, describe: 20 } as const;

export interface DataApiOptions {
  /** Pauses; tests have shorter ones. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Told whenever the service has as many active statements or sessions as it takes. */
  readonly onBusy: () => void;
}

/** The Data API with everything that is done about its failures. What its methods reject with is a `WarehouseError`, if not said. */
export class DataApi {
  readonly #client: DataClient;
  readonly #options: DataApiOptions;
  readonly #buckets: ReadonlyMap<string, TokenBucket>;
  #isLongPolling = true;

  constructor(client: DataClient, options: DataApiOptions) {
    this.#client = client;
    this.#options = options;
    this.#buckets = new Map(
      Object.entries(rates).map(([name, rate]) => [name, new TokenBucket(rate, options.wait)]),
    );
  }

  /** Hands in a statement, once. Rejects with a {@link SessionLostError} if it was not accepted for want of a session. */
  async submit(submission: Submission, signal: AbortSignal): Promise<KnownStatement> {
    const sql = submission.sqls[0] ?? '';
    const times = new Map<string, number>();
    let isUncertain = false;
    let isWaiting = true;
    for (;;) {
      if (signal.aborted && !isUncertain) throw interrupted(sql);
      try {
        return await this.#send(submission, isWaiting);
      } catch (error) {
        const failure = failureOf(error);
        const rule = retryRules[failure];
        if (failure === 'no-long-poll') this.#isLongPolling = false;
        if (failure === 'too-many-waiting') isWaiting = false;
        if (failure === 'busy') this.#options.onBusy();
        isUncertain ||= rule.mayBeAccepted;
        if (!isUncertain && failure === 'session-lost')
          throw new SessionLostError(String(error), { cause: error });
        if (isUncertain) {
          const found = await this.#lookUp(error, submission.name).catch((reason: unknown) => {
            throw uncertain(submission.name, reason, sql);
          });
          if (found !== undefined) return found;
        }
        const time = (times.get(failure) ?? 0) + 1;
        times.set(failure, time);
        // Once it may have been accepted nothing but finding it can end well: a session that is busy may be busy with it.
        const {
          times: most,
          pause,
          longestPause,
        } = isUncertain && rule.times === 0 ? { ...rule, times: 3 } : rule;
        if (time > most)
          throw isUncertain ? uncertain(submission.name, error, sql) : requestError(error, sql);
        const waited = this.#options.wait(pauseBefore(time, { pause, longestPause }));
        await (isUncertain ? waited : orAborted(waited, signal));
      }
    }
  }

  /** Waits until a statement has ended, and has it cancelled when the signal says so. */
  async awaitEnd(
    statement: KnownStatement,
    name: string,
    sql: string,
    signal: AbortSignal,
  ): Promise<KnownStatement> {
    // What a request for a statement that finished tells is all that there is to know.
    if (statement.Status === 'FINISHED' && statement.HasResultSet !== undefined) return statement;
    const { Id } = statement;
    const cancel = (): Promise<unknown> => this.#reading('CancelStatement', { Id }).catch(() => undefined);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      if (signal.aborted) await cancel();
      for (let time = 1; ; time++) {
        const startedAt = performance.now();
        const known = await this.#reading('DescribeStatement', { Id }, waits.describe);
        if (known.Status === 'FINISHED' || known.Status === 'FAILED' || known.Status === 'ABORTED')
          return { ...known, SessionId: known.SessionId ?? statement.SessionId };
        // It may have been too early for the first cancellation.
        if (signal.aborted) await cancel();
        // Who waits for the answer has waited enough; who polls waits between two questions, a quarter of a second to five.
        if (performance.now() - startedAt < (waits.describe * 1000) / 2)
          await this.#options.wait(Math.min(250 * 1.5 ** (time - 1), 5000));
      }
    } catch (error) {
      throw uncertain(name, error, sql);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** One page of a result. */
  result(id: string, page: string | undefined): Promise<GetStatementResultResponse> {
    return this.#reading('GetStatementResult', {
      Id: id,
      ...(page !== undefined && { NextToken: page }),
    }).catch((error: unknown) => {
      throw requestError(error);
    });
  }

  /** The statements whose names begin so that have not ended. */
  async active(beginning: string): Promise<KnownStatement[]> {
    const found: KnownStatement[] = [];
    try {
      for (const status of activeStatuses)
        for await (const { Id } of this.#list(beginning, status)) found.push({ Id });
    } catch (error) {
      throw requestError(error);
    }
    return found;
  }

  /** What there is to know of a statement now. */
  async describe(id: string): Promise<KnownStatement> {
    return this.#reading('DescribeStatement', { Id: id }).catch((error: unknown) => {
      throw requestError(error);
    });
  }

  /** Has a statement ended by the warehouse. Rejects where that is refused, also because it has ended by itself. */
  async cancel(id: string): Promise<void> {
    await this.#reading('CancelStatement', { Id: id }).catch((error: unknown) => {
      throw requestError(error);
    });
  }

  /** Lets a session end now instead of when it has been idle for long enough. Whether that works does not matter. */
  async endSession(sessionId: string, name: string, token: string): Promise<void> {
    const common = {
      SessionId: sessionId,
      SessionKeepAliveSeconds: 0,
      ClientToken: token,
      StatementName: name,
    };
    await this.#client.ExecuteStatement({ ...common, Sql: 'select 1' }).catch(() => undefined);
  }

  close(): void {
    this.#client.destroy();
  }

  async #send({ sqls, kind, name, token, where }: Submission, isWaiting: boolean): Promise<KnownStatement> {
    const common = {
      ...where,
      ClientToken: token,
      StatementName: name,
      ...(this.#isLongPolling && isWaiting && { WaitTimeSeconds: waits.submit }),
    };
    if (kind === 'statement') {
      await this.#buckets.get('ExecuteStatement')?.take();
      return this.#client.ExecuteStatement({ ...common, Sql: sqls[0] });
    }
    await this.#buckets.get('BatchExecuteStatement')?.take();
    // Not said otherwise, which every endpoint understands, a batch is a transaction.
    return this.#client.BatchExecuteStatement({ ...common, Sqls: [...sqls] });
  }

  /** A statement whose answer was lost, by the id that the error names or by its own name; undefined if there is none. */
  async #lookUp(error: unknown, name: string): Promise<KnownStatement | undefined> {
    const named =
      typeof error === 'object' && error !== null && 'StatementId' in error ? error.StatementId : undefined;
    if (typeof named === 'string' && named !== '') return { Id: named };
    for await (const { Id, StatementName, SessionId } of this.#list(name, 'ALL'))
      if (StatementName === name) return { Id, SessionId };
    return undefined;
  }

  /** The statements whose names begin so, as far as this identity sees them; in one status, or in all. */
  async *#list(beginning: string, status: ActiveStatus | 'ALL'): AsyncGenerator<StatementData> {
    for (let page: string | undefined; ; ) {
      const { Statements, NextToken } = await this.#reading('ListStatements', {
        StatementName: beginning,
        Status: status,
        ...(page !== undefined && { NextToken: page }),
      });
      yield* Statements ?? [];
      if (NextToken === undefined || NextToken === '') return;
      page = NextToken;
    }
  }

  /** A request that changes nothing when it is sent twice. What it rejects with is the client's own. */
  async #reading<O extends Operation>(
    operation: O,
    input: Parameters<DataClient[O]>[0],
    seconds?: number,
  ): Promise<Awaited<ReturnType<DataClient[O]>>> {
    const times = new Map<string, number>();
    let isWaiting = seconds !== undefined;
    for (;;) {
      await this.#buckets.get(operation)?.take();
      try {
        // The one method of that name takes just this input; TypeScript cannot see that they belong together.
        const ask = this.#client[operation] as (input: object) => ReturnType<DataClient[O]>;
        return await ask(isWaiting && this.#isLongPolling ? { ...input, WaitTimeSeconds: seconds } : input);
      } catch (error) {
        const failure = failureOf(error);
        const rule = retryRules[failure];
        if (failure === 'no-long-poll') this.#isLongPolling = false;
        if (failure === 'too-many-waiting') isWaiting = false;
        const time = (times.get(failure) ?? 0) + 1;
        times.set(failure, time);
        if (time > rule.times) throw error;
        await this.#options.wait(pauseBefore(time, rule));
      }
    }
  }
}

/** The end of a pause, or of the patience for it. */
async function orAborted(pause: Promise<void>, signal: AbortSignal): Promise<void> {
  let end = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    end = resolve;
    signal.addEventListener('abort', end, { once: true });
  });
  await Promise.race([pause, aborted]);
  signal.removeEventListener('abort', end);
}
