import { distStyles, type TableKeys } from '../../../base/table-keys.ts';
import type { Dialect, DialectHelpers } from '../../dialect.ts';
import { digestOf } from './digest-of.ts';
import { identifier, relationText } from './identifier.ts';
import { jsonArrayFind, jsonArraySum, jsonText, jsonTextOf } from './json.ts';
import { literal } from './literal.ts';
import { longestStatement, transactionProblem } from './pack-statements.ts';
import { rowHash } from './row-hash.ts';
import { bigInteger, typeName, typeNames } from './types.ts';
import { quotient, remainder, wholeNumber } from './whole-numbers.ts';

/** The names of dateparts, which stand without quotes. */
const units: ReadonlySet<string> = new Set(['millisecond', 'second', 'minute', 'hour', 'day', 'month']);

const helpers: DialectHelpers = {
  big_integer: wholeNumber,
  int_div: quotient,
  // There is no quicker way: numbers above 64 bits are decimals, and a double would have to become one again.
  quick_int_div: quotient,
  small_int_div: quotient,
  small_int_mod: remainder,
  quick_mul_div: (whole, rest, numerator, denominator) =>
    `(${wholeNumber(whole)} * ${wholeNumber(numerator)} + ${quotient(`${wholeNumber(rest)} * ${wholeNumber(numerator)}`, denominator)})`,
  int_mod: remainder,
  // The digits of a decimal(38,18) without their point; a product with 10^18 would have 18 digits after the point and no room before it.
  cost_to_units: (cost) =>
    `cast(replace(cast(cast(${cost} as ${typeNames.cost}) as varchar(40)), '.', '') as ${bigInteger})`,
  // A product has the sum of its factors' scales, 0 + 18, and as many digits as there are: the 128 bits stay as they are.
  units_to_cost: (units) =>
    `cast(${wholeNumber(units)} * cast('0.000000000000000001' as decimal(18,18)) as ${typeNames.cost})`,
  big_sum: (expression) => `sum(${wholeNumber(expression)})`,
  // `coalesce` of decimals that are not of one type has at most 19 digits.
  cost_or_zero: (cost) => `coalesce(cast(${cost} as ${typeNames.cost}), cast(0 as ${typeNames.cost}))`,
  add_costs: (left, right) => `(${summand(left)} + ${summand(right)})`,
  subtract_costs: (left, right) => `(${summand(left)} - ${summand(right)})`,
  // A bare varchar would be cut off at 256 bytes. There is no cast from boolean to text.
  cast: (type, expression) => `cast(${expression} as ${typeName(type)})`,
  dateadd: (unit, count, timestamp) =>
    `dateadd(${datepart(unit)}, cast(${count} as bigint), cast(${timestamp} as timestamp))`,
  milliseconds_between: (from, to) =>
    `datediff(millisecond, cast(${from} as timestamp), cast(${to} as timestamp))`,
  month_of: (timestamp) => `cast(date_trunc('month', ${timestamp}) as date)`,
  regex_match: (text, pattern) => `((${text}) ~ ${literal(pattern)})`,
  // `regexp_substr` gives '' both for no match and for an empty one; `e` asks for the first group, if there is one.
  regex_extract: (text, pattern) =>
    `case when (${text}) ~ ${literal(pattern)} then regexp_substr(${text}, ${literal(pattern)}, 1, 1, 'e') end`,
  // Every match, unlike in Postgres. `$1` and `\1` would stand for groups.
  regex_replace: (text, pattern, replacement) =>
    `regexp_replace(${text}, ${literal(pattern)}, ${literal(replacement.replace(/[\\$]/g, '\\$&'))})`,
  matches_glob: (text, pattern) =>
    `(${text} like replace(replace(replace(replace(${pattern}, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!')`,
  string_agg: (text, separator, orderBy) =>
    `listagg(${text}, ${literal(separator)}) within group (order by ${orderBy})`,
  json_text: jsonText,
  json_text_of: jsonTextOf,
  json_array_sum: jsonArraySum,
  json_array_find: jsonArrayFind,
  md5: (text) => `md5(${text})`,
  digest_of: digestOf,
  row_hash: rowHash,
  literal,
};

/**
 * The SQL of Amazon Redshift, by its developer guide. Text is expected without trailing blanks, which count in `like` and in hashes and not in
 * `=`, `group by` and joins: they are taken off before it is sent.
 */
export const redshiftDialect: Dialect = {
  name: 'redshift',
  longestStatement,
  transactionProblem,
  helpers,
  typeName: (type) => typeNames[type],
  // Of a text's expression "the size of the output is determined using the input expression" (developer guide, Character types): a
  // column that is made of words of a query is as long as the longest of them.
  lastingType: (type) => (type.startsWith('varchar') ? typeNames.text : type),
  createBill: (relation) => {
    const columns = relation.columns.map(({ name, type }) => `${identifier(name)} ${typeNames[type]}`);
    // Staging reads it by months, and a month is what a load replaces.
    const sort = ['statement_month'].filter((key) => relation.columns.some(({ name }) => name === key));
    const keys = layout({ dist: 'even', sort });
    return `create table if not exists ${relationText(relation)} (${columns.join(', ')})${keys}`;
  },
  layout,
  drop: (kind, relations) =>
    relations.length === 0 ? [] : [`drop ${kind} ${relations.map(relationText).join(', ')}`],
  // What it reads can be dropped and made anew under it.
  lateBinding: 'with no schema binding',
  keepsMonthsApart: false,
  identifier,
  relation: relationText,
  literal,
};

/**
 * The sum of two decimals has a digit more before the point. With one less in each, so up to 10^19 dollars, it has 38, and no rule for what
 * has more than that can cost it the last digit of its fraction.
 */
function summand(cost: string): string {
  return `cast(${cost} as decimal(37,18))`;
}

/** A sort key of which nothing is said is a compound one. */
function layout({ dist, sort = [] }: TableKeys = {}): string {
  const style =
    dist === undefined || distStyles.has(dist)
      ? dist && ` diststyle ${dist}`
      : ` diststyle key distkey(${identifier(dist)})`;
  return `${style ?? ''}${sort.length === 0 ? '' : ` sortkey(${sort.map(identifier).join(', ')})`}`;
}

function datepart(unit: string): string {
  if (units.has(unit)) return unit;
  throw new RangeError(`"${unit}" is not a unit of time: one of ${[...units].join(', ')}`);
}
