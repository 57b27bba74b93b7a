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
  execute(sql: string, purpose?: Purpose): Promise<void>;
  /** Runs the statements in one transaction: all of them take effect or none, and none if another run has taken this one's lock. */
  transaction(statements: readonly string[], purpose?: Purpose, options?: TransactionOptions): Promise<void>;
  /** The rows of a query, at most `limit` of them. */
  query(sql: string, limit?: number, purpose?: Purpose): Promise<QueryResult>;
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
  /** How it takes many rows at once. Absent: by `insert` only. */
  readonly bulk?: BulkRows;
  /** Ends every statement in flight; their promises reject. The warehouse stays open. */
  interrupt(): void;
  close(): Promise<void>;
}

/** A file that a statement reads where the warehouse finds it. */
export interface BulkFile {
  readonly location: string;
  readonly text: string;
}

export interface BulkRows {
  /**
   * The statement that fills a table with rows of comma-separated text, which has a header and `\N` for null, and the file that it reads: to
   * be sent before. Absent: there is nowhere to send it to.
   */
  copyOf?(
    into: RelationName,
    columns: readonly string[],
    text: string,
  ): { readonly sql: string; readonly file: BulkFile };
  /** The statement that fills a seed's table from where the target says that its rows are kept; undefined if it does not. */
  keptElsewhere(seed: string, into: RelationName): string | undefined;
  send(file: BulkFile): Promise<void>;
}

export interface TransactionOptions {
  /** A schema in which the warehouse may make what it needs for as long as the transaction takes. */
  readonly schema?: string;
  /** Nobody else reads what it changes, so nobody has to check that the lock is still held. */
  readonly isHidden?: boolean;
}

/** What statements are for. A warehouse that others can ask for its statements knows them by it; one within this process ignores it. */
export interface Purpose {
  /** The name of a node, or a step of the run in parentheses: `(publish)`. */
  readonly name: string;
  /** Told how the warehouse itself calls what it ran, where it keeps a history in which people can look it up. Asking costs a request. */
  readonly onQueryId?: (id: string) => void;
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
      /**
       * `load`: the file was read well, and its rows did not get to where the warehouse keeps them. `unknown`: nobody can say whether it took
       * effect. `lock-lost`: another run has taken the lock of this one, or may have; nothing that comes after it would be done.
       */
      readonly kind:
        | 'sql'
        | 'interrupted'
        | 'out-of-memory'
        | 'disk-full'
        | 'data'
        | 'load'
        | 'unknown'
        | 'lock-lost'
        | 'other';
      /** Of `load`: at which row of the file, counted from 1 without its header. */
      readonly row?: number;
      /** Of `load`: in which file, if there were several. */
      readonly fileId?: string;
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

/** Who has a warehouse that only one process at a time may write to; what is not known is absent. */
export interface WarehouseHolder {
  readonly pid?: number;
  /** An ISO timestamp. */
  readonly since?: string;
  /** What it runs: `apportion build`. */
  readonly command?: string;
  /** Of a warehouse that many machines can reach. */
  readonly host?: string;
  readonly run?: string;
  /** How long ago it last gave a sign of life, by the warehouse's clock. */
  readonly silentSeconds?: number;
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
