import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { WarehouseError } from '../warehouse.ts';
import { toWarehouseError } from './duckdb-error.ts';

/** A connection for the time of one piece of work. */
export interface Lease {
  readonly connection: DuckDBConnection;
  /** Does one statement's work, which an interruption ends. What it rejects with is a {@link WarehouseError}. */
  run<T>(sql: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Connections of one instance, opened when needed and kept. At most `size` are in use: every running statement holds one
 * thread of Node's pool, and files and zlib wait behind them. Those who find none wait in line.
 */
export class ConnectionPool {
  readonly #instance: DuckDBInstance;
  readonly #size: number;
  readonly #idle: DuckDBConnection[] = [];
  readonly #running = new Set<{ readonly connection: DuckDBConnection }>();
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #inUse = 0;
  #interruptions = 0;

  constructor(instance: DuckDBInstance, size: number) {
    this.#instance = instance;
    this.#size = size;
  }

  /** Does the work with a connection of its own. */
  async use<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    if (this.#inUse < this.#size) this.#inUse++;
    else await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    const interruptions = this.#interruptions;
    let connection: DuckDBConnection | undefined;
    try {
      connection = this.#idle.pop() ?? (await this.#connect());
      return await work(this.#lease(connection, interruptions));
    } finally {
      if (connection !== undefined) this.#idle.push(connection);
      const next = this.#waiting.shift();
      if (next === undefined) this.#inUse--;
      else next.resolve();
    }
  }

  /** Does the work with one more connection, for who has one of them already and would wait in vain for another. */
  async useBeside<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop() ?? (await this.#connect());
    try {
      return await work(this.#lease(connection, this.#interruptions));
    } finally {
      this.#idle.push(connection);
    }
  }

  /** Ends what runs and refuses what waits. */
  interrupt(): void {
    this.#interruptions++;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(interrupted());
    const struck = new Set(this.#running);
    const strike = (): void => {
      for (const statement of struck) {
        if (this.#running.has(statement)) statement.connection.interrupt();
        else struck.delete(statement);
      }
      // A statement that had not quite begun forgets an interruption, so it is told until it has heard.
      if (struck.size > 0) setTimeout(strike, 20).unref();
    };
    strike();
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.closeSync();
  }

  /** After a fatal error there are no more connections, and the error says what it was. */
  async #connect(): Promise<DuckDBConnection> {
    return this.#instance.connect().catch((error: unknown) => {
      throw toWarehouseError(error, 'connect');
    });
  }

  #lease(connection: DuckDBConnection, interruptions: number): Lease {
    return {
      connection,
      run: async (sql, work) => {
        // Between two statements of a transaction nothing runs that could be struck.
        if (this.#interruptions !== interruptions) throw interrupted();
        const statement = { connection };
        this.#running.add(statement);
        try {
          return await work();
        } catch (error) {
          throw toWarehouseError(error, sql);
        } finally {
          this.#running.delete(statement);
        }
      },
    };
  }
}

function interrupted(): WarehouseError {
  return new WarehouseError('Interrupted before it began.', { kind: 'interrupted' });
}
