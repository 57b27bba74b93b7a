import { at, type LintRule } from '../lint-rule.ts';
import { endsValue, operandEnd, operandStart } from '../operand-bounds.ts';
import { argumentsOf, callsOf, isAt, placesOf, type SqlCode, type TokenRange, textAt } from '../sql-code.ts';
import type { SqlType } from '../sql-type.ts';
import { typeOf } from '../type-of.ts';

/** Divisions, products, sums and means of numbers. */
export const arithmeticRules: readonly LintRule[] = [
  {
    name: 'integer-division',
    kind: 'another-answer',
    example: 'select tasks / nullif(hosts, 0) as ratio from t',
    differs:
      'divides, and whole numbers do so differently: 7 / 2 is 3 on Redshift and 3.5, a double, in DuckDB (which gives 3 only because the adapter sets integer_division)',
    instead: 'Write {{int_div "a" "b"}}; of doubles, cast one side to double precision in sight.',
    source: 'r_numeric_computations201; tried',
    limits:
      'Reported of every division unless one side is seen to be a decimal (decimal-division) or a double.',
    find: (code) =>
      divisions(code)
        .filter((division) => !isDouble(division) && !isDecimal(division))
        .map(place),
  },
  {
    name: 'decimal-division',
    kind: 'another-answer',
    example: 'select 10.00 / nullif(n, 0) as part from t',
    differs:
      'divides a decimal: Redshift gives a decimal whose scale follows from both sides, DuckDB gives a double',
    instead:
      'Costs are divided by the macro split_cost; other decimals as whole numbers, by {{int_div "a" "b"}}.',
    source: 'r_numeric_computations201; tried',
    limits:
      'A decimal is seen where it is written, cast, or a column of which the project declares the type.',
    find: (code) =>
      divisions(code)
        .filter((division) => !isDouble(division) && isDecimal(division))
        .map(place),
  },
  {
    name: 'division-by-zero',
    kind: 'another-answer',
    example: 'select a % b as left_over from t',
    differs: 'divides by what may be 0: Redshift ends with an error, DuckDB gives null or infinity',
    instead: 'Write nullif(…, 0) around the divisor.',
    source: 'r_numeric_computations201; tried',
    limits:
      'The divisor that a helper is given, as by {{int_div "a" "b"}}, is not looked at: the assertions hold that weights are positive.',
    find: (code) =>
      divisors(code)
        .filter(({ from }) => mayBeZero(code, from))
        .map(({ from, to }) => at(from, to - 1)),
  },
  {
    name: 'integer-average',
    kind: 'another-answer',
    example: 'select avg(tasks) as mean from t',
    differs:
      'takes a mean: of whole numbers it is a whole number on Redshift, cut off, and a double in DuckDB',
    instead:
      'Write {{int_div "sum(a)" "count(a)"}}, or avg(cast(a as double precision)) where a double will do.',
    source: 'r_AVG; tried',
    limits:
      'Reported of every avg unless its argument is seen to be a decimal (decimal-average) or a double.',
    find: (code) => means(code).filter(({ kind }) => kind !== 'double' && kind !== 'decimal'),
  },
  {
    name: 'decimal-average',
    kind: 'another-answer',
    example: 'select avg(1.50) as mean',
    differs: 'takes a mean of decimals: it is a decimal on Redshift and a double in DuckDB',
    instead: 'Sum and count; a cost is divided by the macro split_cost only.',
    source: 'r_AVG; tried',
    find: (code) => means(code).filter(({ kind }) => kind === 'decimal'),
  },
  {
    name: 'integer-sum',
    kind: 'another-answer',
    example: 'select sum(cast(units as integer)) as total from t',
    differs:
      'sums 32-bit numbers: into 64 bits on Redshift, where too much is an error, and into 128 in DuckDB',
    instead: 'Write {{big_integer "a"}} within the sum.',
    source: 'r_SUM; tried',
    limits:
      'Reported where the argument is cast to 32 bits or fewer in sight; the sum of a bigint is a decimal(38,0) on Redshift.',
    find: (code) =>
      callsOf(code, new Set(['sum'])).flatMap((index) => {
        const [only] = argumentsOf(code, index + 1);
        const type = only && !isNumber(code, only) ? typeOf(code, only) : undefined;
        return type?.kind === 'integer' && type.isShort ? [at(index, code.partner.get(index + 1))] : [];
      }),
  },
  {
    name: 'wide-product',
    kind: 'another-answer',
    example: 'select cast(a as decimal(38,10)) * cast(b as decimal(38,10)) as area from t',
    differs:
      'multiplies two decimals of 38 digits: Redshift cuts digits behind the point to keep 38, DuckDB ends with an error if they do not fit',
    instead:
      'Take them as whole numbers with {{cost_to_units "a"}} and {{big_integer "b"}}, and keep the product below 38 digits.',
    source: 'r_numeric_computations201; tried',
    limits: 'Reported where both sides are seen to be decimals of more than 19 digits.',
    find: (code) =>
      placesOf(code, '*').flatMap((index) => {
        if (!endsValue(code, index - 1)) return [];
        const left = { from: operandStart(code, index - 1), to: index };
        const right = { from: index + 1, to: operandEnd(code, index + 1) };
        return [left, right].every((side) => isWide(typeOf(code, side))) ? [at(left.from, right.to - 1)] : [];
      }),
  },
  {
    name: 'wide-sum',
    kind: 'another-answer',
    example: 'select cast(a as decimal(38,18)) + cast(b as decimal(38,18)) as total from t',
    differs:
      'adds or subtracts decimals of 38 digits: the result would have 39, which Redshift does not have, and DuckDB keeps the type of the two',
    instead: 'Write {{add_costs "a" "b"}} or {{subtract_costs "a" "b"}}.',
    source: 'r_numeric_computations201; tried',
    limits:
      'Reported where both sides are seen to be such decimals with digits behind the point; what Redshift does there is not said, so that it cannot be relied on.',
    find: (code) =>
      ['+', '-'].flatMap((operator) =>
        placesOf(code, operator).flatMap((index) => {
          if (!endsValue(code, index - 1)) return [];
          const left = { from: operandStart(code, index - 1), to: index };
          const right = { from: index + 1, to: operandEnd(code, index + 1) };
          return isTooWide(typeOf(code, left), typeOf(code, right)) ? [at(left.from, right.to - 1)] : [];
        }),
      ),
  },
];

interface Division {
  readonly first: number;
  readonly last: number;
  readonly sides: readonly [SqlType | undefined, SqlType | undefined];
}

/** Each `/`, with the types of the whole product or quotient before it and of the value behind it. */
function divisions(code: SqlCode): Division[] {
  return placesOf(code, '/').map((index) => {
    let from = operandStart(code, index - 1);
    while (['*', '/', '%'].includes(textAt(code, from - 1))) from = operandStart(code, from - 2);
    const to = operandEnd(code, index + 1);
    const types = [typeOf(code, { from, to: index }), typeOf(code, { from: index + 1, to })] as const;
    return { first: index, last: index, sides: types };
  });
}

const isDouble = ({ sides }: Division): boolean => sides.some((type) => type?.kind === 'double');
const isDecimal = ({ sides }: Division): boolean => sides.some((type) => type?.kind === 'decimal');
const place = ({ first, last }: Division): { first: number; last: number } => at(first, last);

/** What stands behind each `/`, `%` and `//`, and the second argument of each `mod`. */
function divisors(code: SqlCode): TokenRange[] {
  const behind = ['/', '%', '//']
    .flatMap((operator) => placesOf(code, operator))
    .map((index) => ({ from: index + 1, to: operandEnd(code, index + 1) }));
  const given = callsOf(code, new Set(['mod'])).flatMap((index) => argumentsOf(code, index + 1).slice(1, 2));
  return [...behind, ...given];
}

function mayBeZero(code: SqlCode, from: number): boolean {
  let first = from;
  while (isAt(code, first, '(') || isAt(code, first, '-')) first += 1;
  if (code.tokens[first]?.kind === 'number') return Number(textAt(code, first)) === 0;
  // A cast of what is not 0 is not 0.
  if (isAt(code, first, 'cast', '(')) return mayBeZero(code, first + 2);
  return !isAt(code, first, 'nullif', '(');
}

function means(code: SqlCode): { first: number; last: number; kind?: SqlType['kind'] }[] {
  return callsOf(code, new Set(['avg'])).map((index) => {
    const [only] = argumentsOf(code, index + 1);
    return { ...at(index, code.partner.get(index + 1)), kind: only && typeOf(code, only)?.kind };
  });
}

/** A literal: as many rows as would be too many cannot be. */
function isNumber(code: SqlCode, { from, to }: TokenRange): boolean {
  return to - from === 1 && code.tokens[from]?.kind === 'number';
}

/** By the rule for sums: as many digits before the point as the longer one has, and one more. */
function isTooWide(left: SqlType | undefined, right: SqlType | undefined): boolean {
  if (left?.kind !== 'decimal' || right?.kind !== 'decimal') return false;
  const [whole = 0] = [left, right]
    .map(({ precision = 0, scale = 0 }) => precision - scale)
    .sort((a, b) => b - a);
  const scale = Math.max(left.scale ?? 0, right.scale ?? 0);
  return scale > 0 && whole + 1 + scale > 38;
}

function isWide(type: SqlType | undefined): boolean {
  return type?.kind === 'decimal' && (type.precision ?? 0) > 19;
}
