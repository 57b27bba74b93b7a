import type { ColumnType } from '../base/column-type.ts';
import type { Place } from '../base/diagnostic.ts';
import type { NodeName } from '../base/names.ts';
import type { TableKeys } from '../base/table-keys.ts';

/** Everything that stands in the project's files, read and checked one by one; what they say of each other is the graph's. */
export interface Project {
  /** Absolute path of the folder that holds project.yml. */
  readonly root: string;
  readonly name: string;
  /** From the first to the last; a model may read its own layer and earlier ones. */
  readonly layers: readonly string[];
  readonly vars: Vars;
  /** Of the variables that may not have just any value: those that they may have. */
  readonly varChoices?: VarChoices;
  readonly targets: Readonly<Record<string, TargetConfig>>;
  readonly defaultTarget: string;
  /** Where the files of each source are: paths relative to the root, globs, folders or `s3://…`; `${NAME}` as written until something loads. */
  readonly sources: Readonly<Partial<Record<SourceName, readonly string[]>>>;
  readonly alarms: Alarms;
  readonly models: readonly Model[];
  readonly seeds: readonly Seed[];
  readonly macros: readonly Macro[];
  readonly loadSpecs: readonly LoadSpec[];
  readonly contracts: readonly Contract[];
  readonly assertions: readonly Assertion[];
}

export type VarValue = string | number | boolean;
export type Vars = Readonly<Record<string, VarValue>>;
export type VarChoices = Readonly<Record<string, readonly VarValue[]>>;

export const sourceNames = ['bill', 'ecs_events', 'ebs_events', 'resource_snapshots'] as const;
/** What `--source NAME=LOCATION` may name. */
export type SourceName = (typeof sourceNames)[number];

/** Beyond what a load warns of what AWS delivers; none of it changes what is built. */
export interface Alarms {
  /** How many hours the last usage in the bill of the current month may lie back. */
  readonly usageHours: number;
  /** How many times as large as the version before, and as the time since lets expect, a month's bill may be. */
  readonly growth: number;
  /** How many bytes the files of a month's bill may have together; no limit if absent. */
  readonly largestBill?: number;
}

/** One entry of `targets` in project.yml; `${NAME}` is still as written, so that a secret is read only when it is used. */
export type TargetConfig =
  | {
      readonly type: 'duckdb';
      readonly path: string;
      readonly memory?: string;
      readonly threads?: number;
      readonly concurrency?: number;
      /** Who reads the sources from S3; `${NAME}` as written. */
      readonly sourceRoleArn?: string;
    }
  | { readonly type: 'redshift'; readonly settings: Readonly<Record<string, string>> };

export type Materialized = 'table' | 'view' | 'incremental' | 'history';

/** A column as a header or contract declares it. */
export interface Column {
  readonly name: string;
  readonly description?: string;
  /** A type of the portable subset: text, integer, boolean, date, timestamp, cost, quantity. */
  readonly type?: ColumnType;
}

/** A generic test as a header declares it. */
export type DeclaredTest = {
  readonly place: Place;
  readonly lineText: string;
  readonly severity: Severity;
} & (
  | { readonly kind: 'not_null'; readonly columns: readonly string[] }
  | { readonly kind: 'unique'; readonly columns: readonly string[] }
  | { readonly kind: 'accepted_values'; readonly column: string; readonly values: readonly string[] }
  | { readonly kind: 'relationships'; readonly column: string; readonly to: string; readonly field: string }
  | {
      /** Two models have the same sums of one column by some columns, exactly. */
      readonly kind: 'adds_up_to';
      readonly model: string;
      readonly by: readonly string[];
      readonly sum: string;
      /** The other model's column, where it has another name. */
      readonly otherSum: string;
    }
);

export type Severity = 'error' | 'warn';

/** One SQL file of `models/<layer>/`, its YAML header read. */
export interface Model {
  readonly name: NodeName;
  readonly layer: string;
  readonly file: string;
  /** The file's whole text, header included, so that lines and columns are the file's. */
  readonly text: string;
  /** Where the SQL begins in `text`: the offset after the header comment. */
  readonly bodyOffset: number;
  readonly description: string;
  /** The columns of which no two rows have the same values; tested as unique and not null unless `nullableGrain`. */
  readonly grain: readonly string[];
  readonly materialized: Materialized;
  readonly contract?: string;
  readonly columns: readonly Column[];
  readonly tests: readonly DeclaredTest[];
  readonly tags: readonly string[];
  /** Of a `history`: the column that gets the moment of publication. */
  readonly stampedColumn?: string;
  /** How Redshift lays its table out: `redshift: {dist: …, sort: […]}`. A view has none. */
  readonly tableKeys?: TableKeys;
}

/** A CSV file of `seeds/` and its entry in seeds/seeds.yml. */
export interface Seed {
  readonly name: NodeName;
  readonly file: string;
  readonly description: string;
  readonly columns: readonly (Column & { readonly type: ColumnType })[];
  readonly tests: readonly DeclaredTest[];
  /** Rows in the order of the columns; an empty cell is null. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** One file of `macros/`: SQL text with named parameters, `{{name}}` in its body. */
export interface Macro {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly bodyOffset: number;
  readonly description: string;
  readonly parameters: readonly string[];
}

/** The columns that several models share, in order: `models/contracts/<name>.yml`. */
export interface Contract {
  readonly name: string;
  readonly file: string;
  readonly description: string;
  readonly columns: readonly (Column & { readonly type: ColumnType })[];
}

/** One SQL file of `tests/assertions/`: a query that must return no rows. */
export interface Assertion {
  readonly name: NodeName;
  readonly file: string;
  readonly text: string;
  readonly bodyOffset: number;
  readonly description: string;
  readonly severity: Severity;
  /** `built`: what this run has built, before it is published. `published`: what readers see already. */
  readonly reads: 'built' | 'published';
  readonly tags: readonly string[];
}

/**
 * One file of `models/raw/`: what of a bill or event file lands in which raw table. The table has the spec's columns and,
 * first, `file_id text` (and for bills `statement_month date`).
 */
export interface LoadSpec {
  /** Also the raw table's name: `raw_aws_dbr__line_items`. */
  readonly name: NodeName;
  readonly file: string;
  readonly description: string;
  /** What people call the format: "AWS DBR". */
  readonly title: string;
  readonly source: SourceName;
  readonly form: BillForm | DocumentForm;
}

/** A delimited or parquet file with a header. */
export interface BillForm {
  readonly kind: 'bill';
  readonly columns: readonly BillColumn[];
  readonly tags: {
    /** A column whose name starts with one of these is a tag; the key is what follows, or what `keep` says. */
    readonly prefixes: readonly { readonly prefix: string; readonly keyPrefix: string }[];
    /** Columns that hold a map of tags: JSON text or a MAP. */
    readonly maps: readonly string[];
    /** Taken off the start of a map's keys: `user_`, `user:`. */
    readonly mapKeyPrefixes: readonly { readonly prefix: string; readonly keyPrefix: string }[];
  };
  /** Unquoted cells that mean null besides the empty one. */
  readonly nullValues: readonly string[];
}

export interface BillColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Names in the file's header, the first that is there is taken; compared without regard to case. */
  readonly from: readonly string[];
  /** A file without it is refused. */
  readonly isRequired: boolean;
  readonly description?: string;
}

/** JSON documents: one after the other, one a line, or pretty-printed. */
export interface DocumentForm {
  readonly kind: 'documents';
  /**
   * The path of arrays to the record that becomes a row: `[Volumes, Attachments]`. Empty: the document itself. A document
   * without the first array is not of this spec; an absent or empty later array gives one row without a record. A step
   * that ends in `?` is taken where it leads to an array or object, and passed over where it does not: `[detail?]`.
   */
  readonly records: readonly string[];
  readonly columns: readonly DocumentColumn[];
}

export interface DocumentColumn {
  readonly name: string;
  /** `json` arrives as text. */
  readonly type: ColumnType | 'json';
  /** Dotted paths of keys, the first that gives a value is taken; `"detail-type"` may be quoted. */
  readonly from: readonly string[];
  /** How many steps of `records` deep the paths start; 0 is the document. */
  readonly depth: number;
  readonly unless?: Unless;
  readonly description?: string;
}

/** When a column is not needed and stays null: where another one, of whole numbers, is from the first to the last of `between`. */
export interface Unless {
  readonly column: string;
  readonly between: readonly [number, number];
}
