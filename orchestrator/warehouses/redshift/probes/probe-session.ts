import { setTimeout as sleep } from 'node:timers/promises';
import type { RedshiftConnection } from '../redshift-settings.ts';
import type { DataClient } from '../service/data-client.ts';
import { isDenied } from './refusal.ts';

/** A statement that was accepted: how it ended, unless nobody may see that. */
export interface ProbedStatement {
  readonly id: string;
  /** Why it failed. */
  readonly error?: string;
  /** Why its end cannot be seen: `DescribeStatement` is missing. */
  readonly unseen?: unknown;
}

/** By this name one finds its statements in the service's list. */
export const probeName = 'apportion:debug';

const named = { StatementName: probeName } as const;

/** A small statement takes so long at most, also in a workgroup that wakes up for it. */
const longestMilliseconds = 5 * 60_000;

/**
 * Statements one after the other, without any of what a run does about failures: what is refused is what is to be told. Each is a
 * connection of its own, so what one finds missing keeps no other from being tried.
 */
export class ProbeSession {
  readonly #client: DataClient;
  readonly #connection: RedshiftConnection;
  /** The first statement that was accepted; it has ended. */
  first: ProbedStatement | undefined;

  constructor(client: DataClient, connection: RedshiftConnection) {
    this.#client = client;
    this.#connection = connection;
  }

  /** Runs a statement to its end. Rejects with the client's own error if it was not accepted. */
  async run(sql: string): Promise<ProbedStatement> {
    const { Id } = await this.#client.ExecuteStatement({ ...this.#connection, Sql: sql, ...named });
    return this.#ended(Id ?? '');
  }

  /** Runs two statements in a session, which then ends by itself; gives the second. */
  async runInSession(sql: string): Promise<ProbedStatement> {
    const { Id, SessionId } = await this.#client.ExecuteStatement({
      ...this.#connection,
      Sql: sql,
      ...named,
      SessionKeepAliveSeconds: 10,
    });
    const first = await this.#ended(Id ?? '');
    if (first.error !== undefined || SessionId === undefined) return first;
    const second = await this.#client.ExecuteStatement({ SessionId, Sql: sql, ...named });
    return this.#ended(second.Id ?? '');
  }

  /** Runs a query and gives its rows as text. Rejects if it failed or its rows may not be read. */
  async query(sql: string): Promise<readonly (readonly string[])[]> {
    const { id, error } = await this.run(sql);
    if (error !== undefined) throw new Error(error);
    const { Records } = await this.#client.GetStatementResult({ Id: id });
    return (Records ?? []).map((row) =>
      row.map(({ stringValue, longValue, booleanValue }) =>
        String(stringValue ?? longValue ?? booleanValue ?? ''),
      ),
    );
  }

  /** Runs statements as one transaction. */
  async batch(sqls: readonly string[]): Promise<ProbedStatement> {
    const { Id } = await this.#client.BatchExecuteStatement({
      ...this.#connection,
      Sqls: [...sqls],
      ...named,
    });
    return this.#ended(Id ?? '');
  }

  async #ended(id: string): Promise<ProbedStatement> {
    const statement = await this.#endOf(id);
    this.first ??= statement;
    return statement;
  }

  async #endOf(id: string): Promise<ProbedStatement> {
    const startedAt = performance.now();
    for (let pause = 20; ; pause = Math.min(pause * 1.5, 3000)) {
      try {
        const { Status, Error: error } = await this.#client.DescribeStatement({ Id: id });
        if (Status === 'FINISHED') return { id };
        if (Status === 'FAILED' || Status === 'ABORTED') return { id, error: error ?? Status };
        if (performance.now() - startedAt > longestMilliseconds)
          return { id, error: `it is ${Status} for ${longestMilliseconds / 60_000} minutes` };
      } catch (error) {
        if (!isDenied(error)) throw error;
        // It goes on there, and nobody may look: as long as a small statement takes in a warehouse that is awake.
        await sleep(1000);
        return { id, unseen: error };
      }
      await sleep(pause);
    }
  }
}
