import type { RelationName } from './dialect.ts';

/** One file to be read into one raw table: what the load room found out about it, complete, so that a warehouse only reads. */
export interface FileLoad {
  readonly into: RelationName;
  /** Absolute path of a local file that the warehouse can read as it is. */
  readonly path: string;
}

/** What one file gave. */
export interface LoadedRows {
  readonly rows: number;
}
