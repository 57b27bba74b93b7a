import type { Dialect, RelationName } from './dialect.ts';
import type { FileLoad, LoadedRows } from './file-load.ts';

/**
 * The seam: an open warehouse. Nothing above this folder knows which one it is. Every value that comes out is text, as
 * the warehouse prints it, so that no decimal passes through a float.
 */
export interface Warehouse {
  readonly dialect: Dialect;
  /** How many statements it is worth running at the same time. */
  readonly concurrency: number;
  /** Runs one statement in a transaction of its own. Rejects with a {@link WarehouseError}. */
  execute(sql: string): Promise<void>;
  /** Runs the statements in one transaction: all of them take effect or none. */
  transaction(statements: readonly string[]): Promise<void>;
  /** The rows of a query, at most `limit` of them. */
  query(sql: string, limit?: number): Promise<QueryResult>;
  /** All tables and views outside of the warehouse's own schemas, with their columns. */
  relations(): Promise<readonly Relation[]>;
  /** Reads one file into a raw table that exists. Rejects with a {@link WarehouseError}; then nothing was added. */
  load(load: FileLoad): Promise<LoadedRows>;
  /** Ends every statement in flight; their promises reject. The warehouse stays open. */
  interrupt(): void;
  close(): Promise<void>;
}

export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Relation extends RelationName {
  readonly kind: 'table' | 'view';
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** A statement that the warehouse refused. */
export class WarehouseError extends Error {
  override readonly name = 'WarehouseError';
  constructor(
    message: string,
    readonly detail: {
      readonly kind: 'sql' | 'interrupted' | 'out-of-memory' | 'disk-full' | 'data' | 'other';
      /** Character offset in the statement that was sent, counted from 0. */
      readonly offset?: number;
      readonly sql?: string;
    },
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
