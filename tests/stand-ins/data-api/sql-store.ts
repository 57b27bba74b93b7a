/** A column of a result as the Data API describes it: `numeric` has precision and scale, `varchar` its length. */
export interface StoreColumn {
  readonly name: string;
  readonly typeName: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly length?: number;
}

/** What a query gave, every value as text. */
export interface StoreResult {
  readonly columns: readonly StoreColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A statement that the store refused. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    message: string,
    readonly place: {
      /** Counts characters from 1. */
      readonly position?: number;
      /** In which procedures it came from, as Redshift says it. */
      readonly where?: string;
    } = {},
  ) {
    super(message);
  }
}

/** What executes the SQL behind the Data API: one connection, so one statement at a time. */
export interface SqlStore {
  /** Runs one statement; undefined if it gives no rows. Rejects with a {@link StoreError}. */
  run(sql: string): Promise<StoreResult | undefined>;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** Makes the settings of a session those of the next statement. */
  useSettings(settings: ReadonlyMap<string, string>): Promise<void>;
  close(): Promise<void>;
}
