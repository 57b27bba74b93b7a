import { createHash } from 'node:crypto';
import { WarehouseError } from '../warehouse.ts';
import { type DataApi, type KnownStatement, SessionLostError, type Submission } from './data-api.ts';
import { interrupted, requestError, toWarehouseError } from './redshift-error.ts';
import type { RedshiftConnection } from './redshift-settings.ts';
import { isWorthAnotherTime, pauseBefore, statementRetry } from './retry-rules.ts';
import type { Slot } from './session-pool.ts';

export interface RunnerOptions {
  readonly api: DataApi;
  readonly connection: RedshiftConnection;
  /** What is said once in every session. */
  readonly sessionSettings: readonly string[];
  /** The beginning of every statement's name: no two runners have the same. */
  readonly label: string;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** A statement, or several, that were run to their end. */
export interface Finished {
  readonly id: string;
  readonly statement: KnownStatement;
}

/** Those that came to their end, or that the warehouse refused: nothing of them was kept, and their session is as it was. */
type Settled = ({ readonly ok: true } & Finished) | { readonly ok: false; readonly error: WarehouseError };

/** Seconds that a session is kept while nothing is done in it: longer than a pause between two models, and it need not be closed. */
const keepAlive = 300;

/** How often a session that was lost is replaced before the statement is given up. */
const mostSessions = 3;

/** Runs statements in the session of a slot, which is opened when it is needed. What they reject with is a `WarehouseError`. */
export class StatementRunner {
  readonly #options: RunnerOptions;
  #number = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Runs one statement, or several as one transaction. */
  async run(
    slot: Slot,
    sqls: readonly string[],
    kind: 'statement' | 'transaction',
    signal: AbortSignal,
  ): Promise<Finished> {
    for (let lost = 1; ; lost++) {
      let settled: Settled;
      try {
        const where = { SessionId: await this.#sessionOf(slot, signal) };
        settled = await this.#settle({ sqls, kind, where }, signal, isWorthAnotherTime);
      } catch (error) {
        // After an end that was not its own, nothing is known of what goes on in the session.
        delete slot.sessionId;
        if (error instanceof SessionLostError && lost < mostSessions) continue;
        throw requestError(error, sqls[0]);
      }
      return finishedOf(settled);
    }
  }

  /** Opens a session in the slot unless it has one. */
  async open(slot: Slot, signal: AbortSignal): Promise<void> {
    try {
      await this.#sessionOf(slot, signal);
    } catch (error) {
      throw requestError(error);
    }
  }

  async #sessionOf(slot: Slot, signal: AbortSignal): Promise<string> {
    if (slot.sessionId !== undefined) return slot.sessionId;
    const { connection, sessionSettings } = this.#options;
    const where = { ...connection, SessionKeepAliveSeconds: keepAlive };
    const { statement } = finishedOf(
      await this.#settle({ sqls: sessionSettings, kind: 'transaction', where }, signal, isWorthAnotherTime),
    );
    if (statement.SessionId === undefined)
      throw new WarehouseError('The Data API gave no session, which it is expected to since August 2024.', {
        kind: 'other',
      });
    slot.sessionId = statement.SessionId;
    return statement.SessionId;
  }

  /** Hands statements in and waits for their end, again with a new name and token where `again` says so. */
  async #settle(
    request: Pick<Submission, 'sqls' | 'kind' | 'where'>,
    signal: AbortSignal,
    again: (text: string) => boolean,
  ): Promise<Settled> {
    const { api, label } = this.#options;
    const sql = request.sqls[0] ?? '';
    for (let time = 1; ; time++) {
      const name = `${label}:${++this.#number}`;
      const token = createHash('sha256').update(name).digest('hex');
      const submitted = await api.submit({ ...request, name, token }, signal);
      const statement = await api.awaitEnd(submitted, name, sql, signal);
      if (statement.Status === 'FINISHED') return { ok: true, id: submitted.Id ?? '', statement };
      if (statement.Status === 'ABORTED') throw signal.aborted ? interrupted(sql) : abortedElsewhere(sql);
      const { text, sql: failed } = failureIn(statement, request.sqls);
      if (time > statementRetry.times || signal.aborted || !again(text))
        return { ok: false, error: toWarehouseError(text, failed) };
      await this.#options.wait(pauseBefore(time, statementRetry));
    }
  }
}

function finishedOf(settled: Settled): Finished {
  if (!settled.ok) throw settled.error;
  return settled;
}

/** The words of the first statement that failed, and which one it was. */
function failureIn(
  { Error: text, SubStatements }: KnownStatement,
  sqls: readonly string[],
): { text: string; sql: string } {
  const index = (SubStatements ?? []).findIndex(({ Status }) => Status === 'FAILED');
  const own = index < 0 ? undefined : SubStatements?.[index]?.Error;
  return { text: own ?? text ?? 'The warehouse gave no reason.', sql: sqls[Math.max(index, 0)] ?? '' };
}

function abortedElsewhere(sql: string): WarehouseError {
  const message =
    'The warehouse ended the statement: somebody cancelled it, it took longer than "statement_timeout", or a rule of its queue ended it.';
  return new WarehouseError(message, { kind: 'other', sql });
}
