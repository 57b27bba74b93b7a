/** One figure of the benchmark, with what it is measured against in the same run. */
export interface BenchRow {
  /** Unique and lasting: what `bench/reference.json` and a regression call it. */
  readonly name: string;
  readonly unit: 'seconds' | 'MiB';
  readonly value: number;
  /** What the ratio is against, in the same unit. */
  readonly baseline: { readonly name: string; readonly value: number };
  /** Absent: shown and compared with the reference, but nobody asked for a bound. */
  readonly goal?: BenchGoal;
}

/** At most so much: of the ratio, or of the value itself in its unit. */
export interface BenchGoal {
  readonly of: 'ratio' | 'value';
  readonly atMost: number;
}

/** Rows that are measured together, and again together when one of them looks slower than it should be. */
export interface BenchGroup {
  readonly name: string;
  readonly measure: () => Promise<readonly BenchRow[]>;
}

export function ratioOf({ value, baseline }: BenchRow): number {
  return value / baseline.value;
}

/** Whether a row keeps to its goal; undefined if it has none. */
export function isReached(row: BenchRow): boolean | undefined {
  const { goal } = row;
  if (goal === undefined) return undefined;
  return (goal.of === 'ratio' ? ratioOf(row) : row.value) <= goal.atMost;
}
