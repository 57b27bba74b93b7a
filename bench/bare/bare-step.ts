import type { SampleFiles } from '../sample-files.ts';

/** A piece of the work of a month, as little as it can be. */
export interface BareStep {
  readonly name: string;
  /** `load` or `build`: what of a run it belongs to. Absent: nothing, it is there to be compared with. */
  readonly phase?: 'load' | 'build';
  /** Of which form of bill it is a piece; absent: of each. */
  readonly form?: 'csv' | 'parquet';
  /** One statement of DuckDB, or what has to be done to files without it. */
  readonly work: string | ((place: BarePlace) => Promise<void>);
  /**
   * Which of the project's own statements do this, several steps together if they say the same, as {@link OwnStatements} names them. What nothing
   * replaces has to be done as well.
   */
  readonly replaces?: readonly string[];
}

/** What the steps read, and where they write what is not a table of the attached database `bare`. */
export interface BarePlace {
  readonly files: SampleFiles;
  /** The same bill as parquet, if that is to be measured too. */
  readonly parquetBill?: readonly string[];
  /** A folder of their own. */
  readonly folder: string;
}
