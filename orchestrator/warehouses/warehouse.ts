import type { Dialect, RelationName } from './dialect.ts';
import type { LoadingPlace, LoadSession } from './file-load.ts';
import type { QueryResult } from './query-result.ts';

export type { QueryResult } from './query-result.ts';

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
  transaction(statements: readonly string[], options?: TransactionOptions): Promise<void>;
  /** The rows of a query, at most `limit` of them. */
  query(sql: string, limit?: number): Promise<QueryResult>;
  /** All tables and views outside of the warehouse's own schemas, with their columns. */
  relations(): Promise<readonly Relation[]>;
  /**
   * The statements that let others do with these relations what they may do with them now: for when they have been dropped and made anew.
   */
  grants(relations: readonly RelationName[]): Promise<readonly string[]>;
  /** Why it reads no files, in a sentence: then `loading` always rejects, with these words. Absent: it reads them. */
  readonly cannotLoad?: string;
  /** Does work that reads files, in one transaction: all of it takes effect when it resolves, nothing when it rejects. */
  loading<T>(work: (session: LoadSession) => Promise<T>, place: LoadingPlace): Promise<T>;
  /** Ends every statement in flight; their promises reject. The warehouse stays open. */
  interrupt(): void;
  close(): Promise<void>;
}

export interface TransactionOptions {
  /** A schema in which the warehouse may make what it needs for as long as the transaction takes. */
  readonly schema?: string;
}

export interface Relation extends RelationName {
  readonly kind: 'table' | 'view';
  readonly columns: readonly RelationColumn[];
  /** What `comment on table` has said of it, if anything. */
  readonly comment?: string;
}

export interface RelationColumn {
  readonly name: string;
  readonly type: string;
  /** What `comment on column` has said of it, if anything. */
  readonly comment?: string;
}

/** A statement that the warehouse refused. */
export class WarehouseError extends Error {
  override readonly name = 'WarehouseError';
  constructor(
    message: string,
    readonly detail: {
      /** `load`: the file was read well, and its rows did not get to where the warehouse keeps them. */
      readonly kind: 'sql' | 'interrupted' | 'out-of-memory' | 'disk-full' | 'data' | 'load' | 'other';
      /** Of `load`: at which row of the file, counted from 1 without its header. */
      readonly row?: number;
      /** Character offset in the statement that was sent, counted from 0. */
      readonly offset?: number;
      readonly sql?: string;
    },
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Documents are not as uniform as was hoped for. */
export class UnevenDocumentsError extends Error {
  override readonly name = 'UnevenDocumentsError';
}

/** Who has a warehouse open that only one process at a time may open; what is not known is absent. */
export interface WarehouseHolder {
  readonly pid?: number;
  /** An ISO timestamp. */
  readonly since?: string;
  /** What it runs: `apportion build`. */
  readonly command?: string;
}

/** The warehouse is open elsewhere. */
export class WarehouseBusyError extends Error {
  override readonly name = 'WarehouseBusyError';
  constructor(
    readonly holder: WarehouseHolder,
    options?: { cause?: unknown },
  ) {
    super(`The warehouse is in use${holder.pid === undefined ? '' : ` by process ${holder.pid}`}.`, options);
  }
}
