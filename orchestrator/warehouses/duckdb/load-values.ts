import type { ColumnType } from '../../base/column-type.ts';
import { duckdbDialect } from './dialect.ts';

const { literal, typeName } = duckdbDialect;

/** A path for a table function; what would be a wildcard there stands for itself. */
export function fileLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, '[$&]'));
}

/** `text` (SQL of a text) as a value of the type; null where it is null and where it is none. */
export function parseText(type: ColumnType, text: string): string {
  return firstOf(waysToParse(type, text));
}

/** The first of some values that is not null. */
export function firstOf(values: readonly string[]): string {
  return values.length === 1 ? values.join() : `coalesce(${values.join(', ')})`;
}

/** The same as several expressions, of which the first that is not null is the value: nearly always that is the first, a quick one. */
export function waysToParse(type: ColumnType, text: string): readonly string[] {
  switch (type) {
    case 'cost':
      return waysToParseCost(text, true);
    case 'quantity':
      return [
        shortDecimal(text, 'quantity'),
        `case when ${isDecimal(text)} then try_cast(${text} as ${typeName(type)}) end`,
      ];
    case 'text':
      return [text];
    case 'boolean':
      return [parseAwsBoolean(text), parseBoolean(text)];
    default:
      return [parseOtherText(type, text)];
  }
}

/** As AWS writes it, and as DuckDB does. */
function parseAwsBoolean(text: string): string {
  return `case when ${text} = 'N' or ${text} = 'false' then false when ${text} = 'Y' or ${text} = 'true' then true end`;
}

/** By patterns: a list of five words to compare with becomes a join, through which all columns have to go (measured: 0.4 s of six million lines). */
function parseBoolean(text: string): string {
  const is = (words: string): string => `regexp_full_match(lower(${text}), '${words}')`;
  return `case when ${is('y|yes|true|t|1')} then true when ${is('n|no|false|f|0')} then false end`;
}

function parseOtherText(type: 'timestamp' | 'date' | 'integer', text: string): string {
  switch (type) {
    case 'timestamp':
      return parseTimestampText(text);
    case 'date':
      return `cast(${parseTimestampText(text)} as date)`;
    case 'integer':
      return `try_cast(${text} as ${typeName(type)})`;
  }
}

/** A cost is less than this: a sum of a hundred thousand of them still has room in decimal(38,18). */
const costLimit = "cast('1000000000000000' as decimal(38,18))";

/**
 * A cost, exactly: null if the text is no plain or scientific decimal, if it is too large or, unless it may be rounded, has a digit
 * after the 18th decimal. Reading a text as decimal(38,18) is a hundred times slower than as decimal(18,11), which is what nearly
 * every cost of a bill fits in.
 */
export function parseCostText(text: string, isExact: boolean): string {
  return firstOf(waysToParseCost(text, isExact));
}

function waysToParseCost(text: string, isExact: boolean): readonly string[] {
  const exact = isExact ? `${isDecimal(text)} and ${decimalPlaces(text)} <= 18` : isDecimal(text);
  const plain = withoutPositiveExponent(text);
  const short = `case when ${decimalPlaces(text)} <= 17 then try_cast(${plain} as decimal(18,17)) end`;
  const long = `try_cast(${plain} as decimal(38,18))`;
  const cost = `coalesce(cast(${short} as decimal(38,18)), case when abs(${long}) < ${costLimit} then ${long} end)`;
  return [shortDecimal(text, 'cost'), tinyDecimal(text), `case when ${exact} then ${cost} end`];
}

/** The same decimal with its point moved: a cast takes digits beyond the scale away before it applies a positive exponent. */
function withoutPositiveExponent(text: string): string {
  const { mantissa, exponent } = partsOf(text);
  const fraction = `split_part(${mantissa}, '.', 2)`;
  const moved = `split_part(${mantissa}, '.', 1) || rpad(substr(${fraction}, 1, ${exponent}), ${exponent}, '0') || '.' || substr(${fraction}, ${exponent} + 1)`;
  return `case when ${exponent} > 0 then ${moved} else ${text} end`;
}

function partsOf(text: string): { mantissa: string; exponent: string } {
  return {
    mantissa: `split_part(lower(trim(${text})), 'e', 1)`,
    exponent: `coalesce(try_cast(nullif(split_part(lower(trim(${text})), 'e', 2), '') as integer), 0)`,
  };
}

/** A plain decimal with at most 11 digits after the point and 7 before it; null if it is not, or not certainly so. Bytes are counted, which is quicker. */
function shortDecimal(text: string, type: 'cost' | 'quantity'): string {
  return `case when strlen(${text}) - strpos(${text}, '.') <= 11 and not contains(${text}, 'e') and not contains(${text}, 'E') and not contains(${text}, '_') then cast(try_cast(${text} as decimal(18,11)) as ${typeName(type)}) end`;
}

/** What AWS writes for a millionth of a cent, `6e-08`: at most 15 digits after the point; null if it is not that. */
function tinyDecimal(text: string): string {
  return `case when regexp_full_match(${text}, '-?[0-9](\\.[0-9]{1,6})?[eE]-0?[0-9]') then cast(try_cast(${text} as decimal(18,17)) as ${typeName('cost')}) end`;
}

/**
 * The cost or quantity that a cell of a decimal type (`decimal(28,11)`) is, null where it is too large for one. Undefined if the type is none, or has
 * digits that a cost cannot hold: those are looked at one by one, in the cell's text.
 */
export function amountOfDecimal(
  type: 'cost' | 'quantity',
  fileType: string,
  cell: string,
): string | undefined {
  const [, width, scale] = /^decimal\((\d+),(\d+)\)$/.exec(fileType) ?? [];
  if (width === undefined || scale === undefined) return undefined;
  const value = `try_cast(${cell} as ${typeName(type)})`;
  if (type === 'quantity') return value;
  if (Number(scale) > 18) return undefined;
  return Number(width) - Number(scale) <= 15
    ? value
    : `case when abs(${value}) < ${costLimit} then ${value} end`;
}

/**
 * The amount whose nearest double the cell is, if it has at most 11 decimals and 15 digits in all: then there is only one such, and it is what the
 * double's shortest text says. Null if it is not, or not certainly so. Not for cells of 32 bits, whose shortest text is another.
 */
export function amountOfDouble(type: 'cost' | 'quantity', cell: string): string {
  const amount = `try_cast(${cell} as decimal(18,11))`;
  return `case when abs(${cell}) < 10000 and cast(${amount} as double) = ${cell} then cast(${amount} as ${typeName(type)}) end`;
}

function isDecimal(text: string): string {
  return `regexp_full_match(${text}, '\\s*[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?\\s*')`;
}

/** How many decimals a decimal text needs: those written, without the zeros at its end, less its exponent. */
export function decimalPlaces(text: string): string {
  const { mantissa, exponent } = partsOf(text);
  const fraction = `rtrim(split_part(${mantissa}, '.', 2), '0')`;
  const whole = `ltrim(split_part(${mantissa}, '.', 1), '+-0')`;
  return `(case when ${fraction} <> '' then length(${fraction}) - ${exponent} when ${whole} <> '' then length(rtrim(${whole}, '0')) - length(${whole}) - ${exponent} else 0 end)`;
}

/**
 * `2017-02-07 03:00:00`, `2017/02/07 03:00:00`, `2017-02-07T03:00:00.000Z`, an offset, a day alone. A cast to timestamp ignores
 * an offset and takes 4/1/25 for a day in the year 4, so offsets go another way and years must be of this age.
 */
function parseTimestampText(text: string): string {
  const value = `case when length(${text}) <= 19 or right(${text}, 1) = 'Z' then try_cast(${text} as timestamp) else cast(try_cast(${text} as timestamptz) as timestamp) end`;
  return ofThisAge(value);
}

/** The timestamp that a text without an offset is, if that {@link isOfThisAge}. */
export function quickTimestamp(text: string): string {
  return `case when strlen(${text}) <= 19 then try_cast(${text} as timestamp) end`;
}

/** A timestamp, or null where it is of no age that has bills. */
export function ofThisAge(value: string): string {
  return `(case when ${isOfThisAge(value)} then ${value} end)`;
}

/** Whether a timestamp is of an age that has bills; null if it is null. */
export function isOfThisAge(value: string): string {
  return `${value} between timestamp '1970-01-01' and timestamp '2999-12-31'`;
}

/** What {@link parseJsonInteger} gives for digits alone; null for anything else. */
export function quickJsonInteger(text: string): string {
  const value = `try_cast(${text} as ${typeName('integer')})`;
  return `case when cast(${value} as varchar) = ${text} then ${value} end`;
}

/** What {@link parseJsonTimestamp} gives for `2017-02-07T03:00:00.123Z`, if that {@link isOfThisAge}; null for anything else. */
export function quickJsonTimestamp(text: string): string {
  return `case when ends_with(${text}, 'Z') then try_cast(${text} as timestamp) end`;
}

/** A whole number of a JSON document, null if it has a fraction: a cast would round `0.25`, which somebody means as a quarter. */
export function parseJsonInteger(text: string): string {
  return `case when regexp_full_match(${text}, '\\s*[+-]?[0-9]+(\\.0*)?\\s*') then try_cast(${text} as ${typeName('integer')}) end`;
}

/** A moment of a JSON document, which may also be seconds or milliseconds since 1970. */
export function parseJsonTimestamp(text: string): string {
  const number = `try_cast(${text} as decimal(20,6))`;
  const micros = `case when ${number} >= 100000000000 then ${number} * 1000 else ${number} * 1000000 end`;
  const isNumber = `case when substr(${text}, 5, 1) = '-' then false else regexp_full_match(${text}, '[0-9]{9,13}(\\.[0-9]+)?') end`;
  return `case when ${isNumber} then make_timestamp(cast(${micros} as bigint)) else ${parseTimestampText(text)} end`;
}
