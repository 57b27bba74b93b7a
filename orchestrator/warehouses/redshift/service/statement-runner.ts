import { randomUUID } from 'node:crypto';
import { type Purpose, WarehouseError } from '../../warehouse.ts';
import type { RedshiftConnection } from '../redshift-settings.ts';
import { type DataApi, type KnownStatement, SessionLostError, type Submission } from './data-api.ts';
import { interrupted, requestError, toWarehouseError } from './redshift-error.ts';
import { isWorthAnotherTime, pauseBefore, statementRetry } from './retry-rules.ts';
import type { Slot } from './session-pool.ts';
import { clientToken, statementName } from './statement-name.ts';

export interface RunnerOptions {
  readonly api: DataApi;
  readonly connection: RedshiftConnection;
  /** What is said once in every session. */
  readonly sessionSettings: readonly string[];
  /** The run that it works for, or the command that is none: how its statements' names begin. */
  readonly run: string;
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
  readonly #nonce = randomUUID().slice(0, 8);
  #number = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Runs one statement, or several as one transaction. */
  async run(
    slot: Slot,
    sqls: readonly string[],
    kind: 'statement' | 'transaction',
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<Finished> {
    for (let lost = 1; ; lost++) {
      let settled: Settled;
      try {
        const where = { SessionId: await this.#sessionOf(slot, signal) };
        settled = await this.#settle({ sqls, kind, where }, purpose, signal, isWorthAnotherTime);
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

  /** Lets the session of a slot end, since nothing comes any more. */
  async end(slot: Slot): Promise<void> {
    const { sessionId } = slot;
    if (sessionId === undefined) return;
    delete slot.sessionId;
    const { name, token } = this.#identify('(session)', ++this.#number, 1);
    await this.#options.api.endSession(sessionId, name, token);
  }

  async #sessionOf(slot: Slot, signal: AbortSignal): Promise<string> {
    if (slot.sessionId !== undefined) return slot.sessionId;
    const { connection, sessionSettings } = this.#options;
    const where = { ...connection, SessionKeepAliveSeconds: keepAlive };
    const { statement } = finishedOf(
      await this.#settle(
        { sqls: sessionSettings, kind: 'transaction', where },
        { name: '(session)' },
        signal,
        isWorthAnotherTime,
      ),
    );
    if (statement.SessionId === undefined)
      throw new WarehouseError('The Data API gave no session, which it is expected to since August 2024.', {
        kind: 'other',
      });
    slot.sessionId = statement.SessionId;
    return statement.SessionId;
  }

  #identify(purpose: string, number: number, attempt: number): { name: string; token: string } {
    const identity = { run: this.#options.run, nonce: this.#nonce, purpose, number, attempt };
    return { name: statementName(identity), token: clientToken(identity) };
  }

  /** The ids under which Redshift's own history has a statement. The short answer lacks them, so they are asked for; without them all goes on. */
  async #tellQueryIds(
    { Id }: KnownStatement,
    statement: KnownStatement,
    tell: (id: string) => void,
  ): Promise<void> {
    const isKnown = statement.RedshiftQueryId !== undefined || statement.SubStatements !== undefined;
    const described = isKnown
      ? statement
      : await this.#options.api.describe(Id ?? '').catch((): KnownStatement => ({}));
    const parts = described.SubStatements ?? [described];
    // Zero or less: the leader node did it by itself.
    for (const { RedshiftQueryId: id } of parts) if (id !== undefined && id > 0) tell(String(id));
  }

  /** Hands statements in and waits for their end, again with a new name and token where `again` says so. */
  async #settle(
    request: Pick<Submission, 'sqls' | 'kind' | 'where'>,
    purpose: Purpose,
    signal: AbortSignal,
    again: (text: string) => boolean,
  ): Promise<Settled> {
    const { api } = this.#options;
    const sql = request.sqls[0] ?? '';
    const number = ++this.#number;
    for (let time = 1; ; time++) {
      const { name, token } = this.#identify(purpose.name, number, time);
      const submitted = await api.submit({ ...request, name, token }, signal);
      const statement = await api.awaitEnd(submitted, name, sql, signal);
      if (purpose.onQueryId !== undefined) await this.#tellQueryIds(submitted, statement, purpose.onQueryId);
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
