import { type BenchRow, ratioOf } from './bench-row.ts';

/** Ratios of an earlier run by the names of the rows. */
export type ReferenceRatios = Readonly<Record<string, number>>;

/** A row that is clearly slower, or larger, than it was. */
export interface Regression {
  readonly name: string;
  readonly ratio: number;
  /** What it was. */
  readonly expected: number;
}

export interface Comparison {
  readonly regressions: readonly Regression[];
  /** Rows of the reference that were not measured: a row that is gone would never fail again. */
  readonly missing: readonly string[];
  /** Rows that the reference does not know yet. */
  readonly added: readonly string[];
}

/** Machines differ and others run beside us: a ratio may be so many times the reference before it says something. */
const margin = 2;

/** And what is over must be worth a word: a ratio of two tiny figures is noise. */
const slack = { seconds: 0.15, MiB: 100 } as const;

/** Holds measured rows against the ratios of an earlier run. Seconds are never compared, only ratios within one run. */
export function compareRows(rows: readonly BenchRow[], reference: ReferenceRatios): Comparison {
  const names = new Set(rows.map(({ name }) => name));
  return {
    regressions: rows.flatMap((row) => {
      const expected = reference[row.name];
      if (expected === undefined || !isClearlyWorse(row, expected)) return [];
      return [{ name: row.name, ratio: ratioOf(row), expected }];
    }),
    missing: Object.keys(reference).filter((name) => !names.has(name)),
    added: rows.map(({ name }) => name).filter((name) => reference[name] === undefined),
  };
}

function isClearlyWorse(row: BenchRow, expected: number): boolean {
  const allowed = expected * row.baseline.value;
  return row.value > allowed * margin && row.value > allowed + slack[row.unit];
}

/** The better of two measurements of the same rows, row by row: noise only ever makes a row worse. */
export function bestOf(rows: readonly BenchRow[], again: readonly BenchRow[]): BenchRow[] {
  return rows.map((row) => {
    const other = again.find(({ name }) => name === row.name);
    return other !== undefined && ratioOf(other) < ratioOf(row) ? other : row;
  });
}
