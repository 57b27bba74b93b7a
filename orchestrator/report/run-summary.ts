import type { StatementMonth } from '../base/names.ts';

/** What a published run says to people: read back from the published tables, so it is what any reader would see. Costs are units of 10^-18. */
export interface RunSummary {
  readonly runId: string;
  readonly months: readonly SummaryMonth[];
  readonly areas: readonly AreaCost[];
  /** The sum over each rollup's rows of this run, for each month. */
  readonly rollups: readonly {
    readonly rollup: string;
    readonly month: StatementMonth;
    readonly units: bigint;
  }[];
  /** The months of the run that are final, where the run has something to say of that. */
  readonly finalMonths: readonly FinalMonth[];
  /** The months of the run that a later one has published again. Reports have the rows of that one only, so what comes from them is left out here. */
  readonly publishedAgain: readonly { readonly month: StatementMonth; readonly lastRunId: string }[];
  /** The rest is from reports, and about the latest month. */
  readonly unallocated: readonly UnallocatedCost[];
  readonly tagCoverage: readonly TagCoverage[];
  readonly untagged: readonly UntaggedResource[];
  readonly problems: readonly ProblemArea[];
  readonly events: readonly EventFinding[];
  /** Of all months of the run, as is what follows. */
  readonly checks: readonly BillCheck[];
  /** The months whose format states a total of the whole bill where this bill does not. */
  readonly withoutOwnTotal: readonly StatementMonth[];
}

export interface SummaryMonth {
  readonly month: StatementMonth;
  readonly lines: bigint;
  readonly units: bigint;
  /** Of every cost of the month: `USD`. */
  readonly currency: string;
  readonly isFinal: boolean;
}

/**
 * `finalized`: final from this run on. `restated`: AWS has changed the bill since; this run has added a version.
 * `differs`: nothing was added to the final tables, and this run has other numbers than their latest version.
 */
export type FinalMonth =
  | { readonly kind: 'finalized'; readonly month: StatementMonth; readonly version: bigint }
  | {
      readonly kind: 'restated';
      readonly month: StatementMonth;
      readonly version: bigint;
      /** What the bill has become dearer by. */
      readonly restatedByUnits: bigint;
    }
  | {
      readonly kind: 'differs';
      readonly month: StatementMonth;
      readonly version: bigint;
      /** The run that added the version. */
      readonly finalizedBy: string;
    };

export interface AreaCost {
  readonly month: StatementMonth;
  readonly area: string;
  readonly units: bigint;
}

export interface UnallocatedCost {
  readonly product: string;
  /** Null of lines that say none. */
  readonly usageType: string | null;
  readonly reason: string;
  readonly units: bigint;
  /** Parts of bill lines: a volume's line that was divided over two hosts has two. */
  readonly parts: bigint;
}

export interface TagCoverage {
  readonly product: string;
  readonly units: bigint;
  readonly taggedUnits: bigint;
}

export interface UntaggedResource {
  readonly product: string;
  readonly resource: string;
  readonly units: bigint;
}

export interface ProblemArea {
  readonly product: string;
  /** Null of lines that say none. */
  readonly usageType: string | null;
  readonly area: string;
  readonly units: bigint;
}

export interface EventFinding {
  readonly finding: string;
  readonly occurrences: bigint;
  readonly treatment: string;
}

export interface BillCheck {
  readonly month: StatementMonth;
  readonly check: string;
  readonly subject: string;
  readonly difference: bigint | undefined;
  readonly verdict: string;
}
