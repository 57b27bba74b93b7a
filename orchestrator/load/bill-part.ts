import type { StatementMonth } from '../base/names.ts';
import type { BillSpec } from './recognize-format.ts';

/** A bill file that is in a raw table, of this load or an earlier one. */
export interface BillPart {
  readonly fileId: string;
  readonly spec: BillSpec;
  readonly shown: string;
  readonly months: readonly StatementMonth[];
}
