import { randomUUID } from 'node:crypto';
import { type CopySources, copyFromS3 } from './copy/copy-from-s3.ts';
import { type DataApiPlan, statementErrors } from './plan.ts';
import { newSession, type Session } from './session-table.ts';
import { type SqlStore, StoreError, type StoreResult } from './sql-store.ts';
import type { StatementRecord, SubStatement } from './statement-record.ts';
import { StoreLock } from './store-lock.ts';

/** Takes statements through their lives, one after the other. */
export class Executor {
  readonly #store: SqlStore;
  readonly #plan: DataApiPlan;
  readonly #copySources: CopySources | undefined;
  readonly #lock = new StoreLock();
  /** Ids of queries are large numbers that grow. */
  #queries = 1000;

  constructor(store: SqlStore, plan: DataApiPlan, copySources?: CopySources) {
    this.#store = store;
    this.#plan = plan;
    this.#copySources = copySources;
  }

  /** Runs a statement to its end; what goes wrong is in the record. */
  async run(statement: StatementRecord, ownSession: Session | undefined): Promise<void> {
    const session = ownSession ?? newSession(0);
    await tick();
    if (statement.isCancelled) return statement.become('ABORTED');
    statement.become('PICKED');
    await tick();
    if (this.#isEndlessAlone(statement, session)) {
      // It only reads, so others need not wait for it.
      statement.become('STARTED');
      await statement.cancelled;
      return statement.become('ABORTED');
    }
    if (!(await this.#lock.enter(session.id, statement.cancelled))) return statement.become('ABORTED');
    if (statement.isCancelled) {
      this.#lock.leave(session.isInTransaction ? session.id : undefined);
      return statement.become('ABORTED');
    }
    statement.become('STARTED');
    const [status, error] = await this.#execute(statement, session);
    // Without a session the connection ends here, and a transaction that is open goes with it.
    if (ownSession === undefined && session.isInTransaction) await this.#end(session, 'rollback');
    this.#lock.leave(session.isInTransaction ? session.id : undefined);
    statement.become(status, error);
  }

  /** Takes back what the open transaction of a session did that goes. */
  async close(session: Session): Promise<void> {
    if (!session.isInTransaction) return;
    await this.#lock.enter(session.id, new Promise(() => {}));
    await this.#end(session, 'rollback');
    this.#lock.leave();
  }

  #isEndlessAlone({ parts, detail }: StatementRecord, { isInTransaction }: Session): boolean {
    if (detail.isTransaction || isInTransaction) return false;
    return parts.some(({ sql }) => this.#plan.isEndless?.(sql) === true);
  }

  async #execute(
    statement: StatementRecord,
    session: Session,
  ): Promise<readonly ['FINISHED' | 'FAILED' | 'ABORTED', string?]> {
    const fault = this.#plan.onStatement?.(statement);
    await this.#store.useSettings(session.settings);
    const { isTransaction } = statement.detail;
    const before = new Map(session.settings);
    if (isTransaction) await this.#end(session, 'begin');
    try {
      for (const [index, part] of statement.parts.entries()) {
        part.status = 'STARTED';
        part.queryId = ++this.#queries;
        if (fault !== undefined && index === statement.parts.length - 1)
          throw new StoreError(statementErrors[fault]);
        await this.#runPart(part, statement, session);
      }
      if (isTransaction) await this.#end(session, 'commit');
      return ['FINISHED'];
    } catch (error) {
      if (session.isInTransaction) session.isAborted = true;
      if (isTransaction) {
        await this.#end(session, 'rollback');
        session.settings.clear();
        for (const [name, value] of before) session.settings.set(name, value);
      }
      if (error === aborted) return ['ABORTED'];
      if (!(error instanceof StoreError)) throw error;
      const failed = statement.parts.findIndex(({ status }) => status === 'STARTED');
      const text = errorText(error);
      const part = statement.parts[failed];
      if (part !== undefined) Object.assign(part, { status: 'FAILED', error: text });
      return ['FAILED', statement.detail.isBatch ? `Query #${failed + 1} failed with ${text}` : text];
    }
  }

  async #runPart(part: SubStatement, statement: StatementRecord, session: Session): Promise<void> {
    if (this.#plan.isEndless?.(part.sql)) await statement.cancelled;
    if (statement.isCancelled) throw aborted;
    part.result = await this.#runSql(part.sql, session);
    part.status = 'FINISHED';
    // So that a cancellation can come in between two statements.
    await tick();
  }

  async #runSql(sql: string, session: Session): Promise<StoreResult | undefined> {
    const words = sql.trim().replace(/;$/, '').toLowerCase();
    if (words === 'begin' || words === 'commit' || words === 'rollback') {
      await this.#end(session, words);
      return undefined;
    }
    if (session.isAborted)
      throw new StoreError('current transaction is aborted, commands ignored until end of transaction block');
    const [, name, value] = /^set (\w+) to (.*)$/s.exec(words) ?? [];
    if (name !== undefined && value !== undefined) {
      session.settings.set(name, value.replace(/^'(.*)'$/, '$1'));
      await this.#store.useSettings(session.settings);
      return undefined;
    }
    const [, shown] = /^show (\w+)$/.exec(words) ?? [];
    if (shown !== undefined)
      return {
        columns: [{ name: shown, typeName: 'varchar' }],
        rows: [[session.settings.get(shown) ?? 'default']],
      };
    if (words.startsWith('copy ') && this.#copySources !== undefined) {
      await copyFromS3(sql, this.#store, this.#copySources, session.isInTransaction);
      return undefined;
    }
    return this.#store.run(sql);
  }

  /** Begins or ends a transaction. The end of one in which a statement failed takes it back, whatever it says. */
  async #end(session: Session, word: 'begin' | 'commit' | 'rollback'): Promise<void> {
    if (word === 'begin') await this.#store.begin();
    else if (session.isInTransaction)
      await (word === 'commit' && !session.isAborted ? this.#store.commit() : this.#store.rollback());
    session.isInTransaction = word === 'begin';
    session.isAborted = false;
  }
}

const aborted = new Error('aborted');

/** In the form that AWS's JDBC driver has of Postgres's, which the Data API hands on. */
function errorText({ message, place: { position, where } }: StoreError): string {
  return [
    message.startsWith('ERROR:') ? message : `ERROR: ${message}`,
    ...(position === undefined ? [] : [`Position: ${position}`]),
    ...(where === undefined ? [] : [`Where: ${where}`]),
  ].join('\n  ');
}

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function newStatementId(): string {
  return randomUUID();
}
