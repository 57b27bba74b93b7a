import type { WrittenFile } from './files/text-file.ts';

/** What was written, for a person to read and for the next run to recognise. Nothing in it depends on the clock. */
export interface SampleSummary {
  /** Of the generator: a sample of another version is written anew. */
  readonly version: number;
  readonly lines: number;
  readonly seed: number;
  readonly compress: SampleCompression;
  readonly months: readonly SampleMonthSummary[];
  /** Documents in the two streams of events, those that came twice counted twice. */
  readonly events: number;
  readonly files: readonly WrittenFile[];
  readonly bytes: number;
}

export interface SampleMonthSummary {
  /** `2017-01-01` */
  readonly statementMonth: string;
  readonly isEstimated: boolean;
  /** Bill lines, Rounding rows among them and totals rows not. */
  readonly lines: number;
  /** Their sum, with 18 digits after the point. */
  readonly unblendedCost: string;
}

export type SampleCompression = 'none' | 'gzip';
