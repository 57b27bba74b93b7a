import type { ColumnType } from '../base/column-type.ts';
import type { QueryResult } from './query-result.ts';
import type { RelationName } from './relation-name.ts';

/** One file to be read for one raw relation: what the load room found out about it, complete, so that a warehouse only reads. */
export interface FileLoad {
  readonly into: RelationName;
  /** Absolute path of a local file that the warehouse can read as it is. */
  readonly path: string;
  readonly fileId: string;
  readonly isGzip: boolean;
  readonly content: DelimitedContent | ParquetContent | DocumentsContent;
}

/** Rows of cells after a header, which is the first record. */
export interface DelimitedContent {
  readonly kind: 'delimited';
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'latin-1';
  /** How many cells the header has, and so every row. */
  readonly width: number;
  /** Cells that mean null when they are not in quotes. The empty cell always does, quoted or not. */
  readonly nullWords: readonly string[];
  readonly bill: BillBinding;
}

export interface ParquetContent {
  readonly kind: 'parquet';
  /** As the warehouse described them. */
  readonly columns: readonly FileColumn[];
  readonly bill: BillBinding;
}

/** Which column of the file, counted from 0, becomes which column of the raw table. */
export interface BillBinding {
  /** The month that every row is for, or the raw column whose month it is. */
  readonly statementMonth:
    | { readonly kind: 'constant'; readonly month: string }
    | { readonly kind: 'column'; readonly name: string };
  readonly columns: readonly BoundColumn[];
  /** One for each tag key; of several columns with the same key the first that is not empty is taken. */
  readonly tagColumns: readonly { readonly key: string; readonly positions: readonly number[] }[];
  /** Columns that hold all tags of a row as JSON text or as a map: of two that have the same key the first is taken. */
  readonly tagMaps: readonly number[];
  /** What the beginning of a map's key is replaced by: `user_` by nothing, `aws_` by `aws:`. */
  readonly mapKeyPrefixes: readonly { readonly prefix: string; readonly keyPrefix: string }[];
}

export interface BoundColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Undefined: the file does not have it, and it is null in every row. */
  readonly position: number | undefined;
  /** Whether an empty cell is refused. */
  readonly isNeverEmpty: boolean;
}

/** JSON documents, one after the other with or without anything between them; an array is as good as the documents in it. */
export interface DocumentsContent {
  readonly kind: 'documents';
  /** No document, and no array of documents, has more bytes than this. */
  readonly largestDocument: number;
  /**
   * Whether each document may be taken for one object in which every path leads through objects, which is quicker. A warehouse that finds
   * another rejects with an `UnevenDocumentsError`, and they are to be read without it.
   */
  readonly isUniform: boolean;
  readonly records: readonly RecordStep[];
  readonly columns: readonly {
    readonly name: string;
    readonly type: ColumnType | 'json';
    /** Paths of keys from the record that is `depth` steps deep; the first that gives a value is taken. */
    readonly paths: readonly (readonly string[])[];
    readonly depth: number;
    /** The column is null where the value of that other one, an integer, is from the first to the last. */
    readonly unless?: { readonly column: string; readonly between: readonly [number, number] };
  }[];
}

/** One step from a record to the records in it. */
export interface RecordStep {
  readonly path: readonly string[];
  /** Where the path leads nowhere: go on with the record itself. */
  readonly isOptional: boolean;
}

/** What one file gave. */
export interface LoadedRows {
  readonly rows: number;
  /** Costs that a binary float of the file could not give in 18 decimals: how many, and what rounding added, exactly. */
  readonly rounded: { readonly cells: number; readonly difference: string };
}

/**
 * A column of a parquet file: `type` in the warehouse's words, in lower case. A decimal is as wide as the file says, even if the
 * warehouse cannot read one so wide.
 */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
}

/** A cell that cannot be what its column must be. */
export interface BadCell {
  /** The row, counted from 1 without the header. */
  readonly row: number;
  /** The column of the file, counted from 0. */
  readonly position: number;
  /** `map`: a JSON object of tags. */
  readonly expected: ColumnType | 'map';
  /** Null: the cell is empty. */
  readonly value: string | null;
}

/** The raw relation of a bill format and its columns, in their order. */
export interface BillRelation extends RelationName {
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
}

/** What of a bill file that was read, in this session or an earlier one, belongs to a raw relation. */
export interface BillFile {
  readonly fileId: string;
  /** `constant`: all of its rows, for this month; `column`: its rows whose `statement_month` is one of these, or all of them. */
  readonly rows:
    | { readonly kind: 'constant'; readonly month: string }
    | { readonly kind: 'column'; readonly months: readonly string[] | 'all' };
}

/** A part of a delimited file as a file of its own, in plain text: whole rows. */
export interface FilePart {
  readonly path: string;
  /** Whether its first record is the header. */
  readonly hasHeader: boolean;
}

/** Where a load may put what it makes on the way. */
export interface LoadingPlace {
  /** An existing folder, which whoever gave it takes away afterwards. */
  readonly workFolder: string;
  /** A name for a relation that readers do not look at; what is left under it, the next run takes away. */
  hiddenName(name: string): string;
  /** Is told of each file that was sent to where the warehouse reads it, or found there. */
  onSent?(file: { readonly bytes: number; readonly wasThere: boolean }): void;
}

/** A transaction in which files are read: what it did takes effect when the work resolves, and nothing of it when it rejects. */
export interface LoadSession {
  /**
   * About so many bytes it wants to read at once: delimited files in parts, and files of documents together. If not said, it reads delimited files
   * whole, compressed ones in parts of any size, and of documents as many as the load puts together.
   */
  readonly partBytes?: number;
  /** Takes effect with the rest; {@link query} may not see it before that. */
  execute(sql: string): Promise<void>;
  query(sql: string): Promise<QueryResult>;
  /**
   * Adds any number of rows to a table, after whatever was executed; each is the SQL of its values, with commas between them, in the order
   * of the columns.
   */
  addRows(into: RelationName, columns: readonly string[], rows: readonly string[]): Promise<void>;
  parquetColumns(path: string): Promise<readonly FileColumn[]>;
  /** How many rows a parquet file says that it has. */
  parquetRows(path: string): Promise<number>;
  /**
   * Reads a bill file; until {@link replaceBill} names it, its rows belong to no relation. Rejects with a `WarehouseError` if a cell or
   * the file cannot be read. With `parts` these are read in place of the file, each as soon as it comes; a part is not needed any
   * more when the next one is asked for.
   */
  loadBill(load: FileLoad, parts?: AsyncIterable<FilePart>): Promise<LoadedRows>;
  /** SQL of the rows of bill files, in parentheses; no rows if there are no files. */
  billRows(relation: BillRelation, files: readonly BillFile[]): string;
  /**
   * Asks a bill file itself: `rows` is SQL of its rows as they stand in it, in parentheses, with the columns of its raw relation (but no
   * `statement_month` where that is the same in all rows) and `line_number` from 1.
   */
  queryFile(load: FileLoad, sql: (rows: string) => string): Promise<QueryResult>;
  /**
   * Drops a raw relation and makes it anew without rows, by the statement that makes one like it in any place: what is loaded into it from
   * now on has its columns.
   */
  renew(
    relation: RelationName & { readonly kind: 'table' | 'view' },
    create: (place: RelationName) => string,
  ): Promise<void>;
  /** Makes a raw relation consist of these files, and no others. */
  replaceBill(relation: BillRelation, files: readonly BillFile[]): Promise<void>;
  /** Those of bill files that were read earlier whose rows are not there any more, whoever took them away. */
  lostBills(
    files: readonly { readonly fileId: string; readonly into: RelationName }[],
  ): Promise<readonly string[]>;
  /**
   * Reads files of documents that differ in nothing but their path, id and largest document into a raw table that exists: many small
   * ones in one go are far quicker than one by one. Gives what each of them gave, in their order.
   */
  loadDocuments(loads: readonly FileLoad[]): Promise<readonly LoadedRows[]>;
  /** The first cells, in the order of rows, for which {@link loadBill} would refuse the file, and how many there are. */
  badCells(
    load: FileLoad,
    limit: number,
  ): Promise<{ readonly cells: readonly BadCell[]; readonly count: number }>;
}
