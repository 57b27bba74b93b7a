import type { ColumnType } from '../base/column-type.ts';
import { helperParameters } from '../base/helper-parameters.ts';
import type { TableKeys } from '../base/table-keys.ts';
import type { BillRelation } from './file-load.ts';
import type { RelationName } from './relation-name.ts';

export type { RelationName } from './relation-name.ts';

/**
 * The helpers whose SQL differs between warehouses: `{{dateadd "day" "1" "started_at"}}` in a template. Arguments are SQL
 * text, except where a name ends in `Literal`: those are the bare text, which the dialect quotes itself.
 */
export interface DialectHelpers {
  /** A whole number wide enough for units of 10^-18 dollars and products of weights: at least 38 digits. */
  big_integer: (expression: string) => string;
  /** The quotient of two whole numbers that are not negative, rounded down; exact below 10^34. */
  int_div: (dividend: string, divisor: string) => string;
  /** The same where the quotient is surely below 10^30: a warehouse may have a quicker way to it. As exact. */
  quick_int_div: (dividend: string, divisor: string) => string;
  /** `int_div` of two whole numbers below 2^63, as narrow as a warehouse has it. */
  small_int_div: (dividend: string, divisor: string) => string;
  /** What `small_int_div` leaves over. */
  small_int_mod: (dividend: string, divisor: string) => string;
  /**
   * floor(factor * numerator / denominator), exact, for 0 <= factor < 2^63 and 0 <= numerator <= denominator <= 2^50, where `whole` and `rest` are what
   * `small_int_div` and `small_int_mod` give of the factor and the denominator: those are worked out once for many numerators. As quick as a
   * warehouse has it, and not inside a `case`, in which some work everything out as often as it is written.
   */
  quick_mul_div: (whole: string, rest: string, numerator: string, denominator: string) => string;
  /** What `int_div` leaves over. */
  int_mod: (dividend: string, divisor: string) => string;
  /** A cost as a whole number of units of 10^-18; exact. */
  cost_to_units: (cost: string) => string;
  /** The inverse of `cost_to_units`. */
  units_to_cost: (units: string) => string;
  /** The sum of whole numbers, a big integer: an aggregate that does not end at 2^63. */
  big_sum: (expression: string) => string;
  /** A cost, 0 where it is null. Where a warehouse gives the type of a mixture fewer digits, `coalesce` would not be exact. */
  cost_or_zero: (cost: string) => string;
  /** Two costs added, exactly: a warehouse may have to be told how many digits there are. */
  add_costs: (left: string, right: string) => string;
  /** The first cost less the second, likewise. */
  subtract_costs: (left: string, right: string) => string;
  /** A cast to one of the portable types: `{{cast "cost" "0"}}`. */
  cast: (typeLiteral: string, expression: string) => string;
  /** `unit` is millisecond, second, minute, hour, day or month. */
  dateadd: (unitLiteral: string, count: string, timestamp: string) => string;
  /** Milliseconds from the first to the second, a whole number; negative if the second is earlier. */
  milliseconds_between: (from: string, to: string) => string;
  /** The first day of the timestamp's month, a date. */
  month_of: (timestamp: string) => string;
  /** Whether the regular expression matches a part of the text. */
  regex_match: (text: string, patternLiteral: string) => string;
  /** The first group of the first match, or the whole match if there is no group; null if there is none. */
  regex_extract: (text: string, patternLiteral: string) => string;
  /** Every match replaced. */
  regex_replace: (text: string, patternLiteral: string, replacementLiteral: string) => string;
  /**
   * Whether the whole text matches a pattern, which is an expression: `*` in it is any text, everything else is itself. However many `*` there are, it
   * takes no more time than to look for each piece between them.
   */
  matches_glob: (text: string, pattern: string) => string;
  /** The values of a group joined in an order: an aggregate. */
  string_agg: (text: string, separatorLiteral: string, orderBy: string) => string;
  /** The text of one key of a JSON object, null if absent; the key may hold any character. */
  json_text: (json: string, keyLiteral: string) => string;
  /** The same for a key that is a column: an expression, not a literal. */
  json_text_of: (json: string, key: string) => string;
  /** The sum of a whole-number field (number or digits as text) over a JSON array of objects; null if none has it. */
  json_array_sum: (json: string, fieldLiteral: string) => string;
  /** In a JSON array of objects, the text of `field` of the first whose `key` is `value`; null if there is none. */
  json_array_find: (json: string, keyLiteral: string, valueLiteral: string, fieldLiteral: string) => string;
  /** 32 lower-case hexadecimal digits. */
  md5: (text: string) => string;
  /** 32 such digits for all texts of a group, the same whatever their order: an aggregate. Each warehouse has its own. */
  digest_of: (text: string) => string;
  /**
   * A whole number of 63 bits, the same for rows with the same values in the columns, null being a value like any other: `{{row_hash "a, b"}}`.
   * Rows that differ may share one, about once in 10^6 tables of six million rows.
   */
  row_hash: (columns: string) => string;
  /** A quoted literal. */
  literal: (textLiteral: string) => string;
}

export type DialectHelperName = keyof DialectHelpers;

/** Which arguments each helper takes; it stands in base/ because templates are checked before any warehouse is opened. */
export const dialectHelperParameters: Readonly<Record<DialectHelperName, readonly string[]>> =
  helperParameters;

/** Everything in which the SQL text of one warehouse differs from another's. No member is optional: a forgotten one does not compile. */
export interface Dialect {
  readonly name: 'duckdb' | 'redshift';
  readonly helpers: DialectHelpers;
  typeName(type: ColumnType): string;
  /** The type, in the warehouse's words, of a column to which later runs add rows, for the one that a query gave it: its texts may be longer. */
  lastingType(type: string): string;
  /** How many bytes of UTF-8 a statement may have. */
  readonly longestStatement: number;
  /** Why statements are more than one transaction takes, in a sentence; undefined if they are not. */
  transactionProblem(statements: readonly string[]): string | undefined;
  /** The statement that makes the raw relation of a bill format of which nothing is loaded yet, unless it exists. */
  createBill(relation: BillRelation): string;
  /** What stands behind a table's name, and its columns if they are said, so that it is laid out by its keys; '' if nothing. */
  layout(keys: TableKeys | undefined): string;
  /** The statements that drop relations of one kind: one for all of them where the warehouse takes several. */
  drop(kind: 'table' | 'view', relations: readonly RelationName[]): string[];
  /**
   * What a view's statement ends with, where the warehouse looks at what a view reads only when it is read itself. It takes no comment
   * then. Undefined: it looks when the view is made.
   */
  readonly lateBinding: string | undefined;
  /**
   * Whether months of an incremental model that a run does not build stay in tables of their own beside those that it does, and readers see all
   * of them as a view. Else the run's months are deleted from one table and copied into it.
   */
  readonly keepsMonthsApart: boolean;
  /** Quoted if it needs to be. */
  identifier(name: string): string;
  relation(relation: RelationName): string;
  literal(text: string): string;
}
