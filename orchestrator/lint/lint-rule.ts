import type { SqlCode } from './sql-code.ts';

/** Something that a rule is about, by the numbers of its tokens; `last` is included. */
export interface Found {
  readonly first: number;
  readonly last: number;
}

/** What is not the same, or not there, in one of the warehouses. */
export interface LintRule {
  /** The code of its findings, by which they are allowed in place. */
  readonly name: string;
  readonly kind: RuleKind;
  /** The shortest SQL with exactly one finding. */
  readonly example: string;
  /** What differs, as the rest of a sentence that begins with what was found, in quotes. */
  readonly differs: string;
  /** What to do: a sentence. */
  readonly instead: string;
  /** Where it is documented; `tried` is what was run on DuckDB 1.5. */
  readonly source: string;
  /** What of it cannot be seen in the text, and what guards that. */
  readonly limits?: string;
  readonly find: (code: SqlCode) => readonly Found[];
}

/** The same text with another answer, or text that one of the warehouses does not understand, or not so. */
export type RuleKind = 'another-answer' | 'only-redshift' | 'only-duckdb';

export const at = (first: number, last = first): Found => ({ first, last });
