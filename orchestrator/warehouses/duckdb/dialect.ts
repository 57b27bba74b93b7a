import type { ColumnType } from '../../base/column-type.ts';
import type { Dialect, DialectHelpers } from '../dialect.ts';
import type { BillRelation } from '../file-load.ts';
import { duckdbKeywords } from './keywords.ts';
import { countGroups } from './regular-expression.ts';

const typeNames: Readonly<Record<ColumnType, string>> = {
  text: 'varchar',
  integer: 'bigint',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  cost: 'decimal(38,18)',
  // Amounts of use are never divided or compared exactly; 12 digits leave room for 10^26 bytes.
  quantity: 'decimal(38,12)',
};

const intervals: Readonly<Record<string, (count: string) => string>> = {
  // Not to_milliseconds and to_seconds: they go through a double.
  millisecond: (count) => `to_microseconds(cast(${count} as bigint) * 1000)`,
  second: (count) => `to_microseconds(cast(${count} as bigint) * 1000000)`,
  minute: (count) => `to_minutes(cast(${count} as bigint))`,
  hour: (count) => `to_hours(cast(${count} as bigint))`,
  day: (count) => `to_days(cast(${count} as integer))`,
  month: (count) => `to_months(cast(${count} as integer))`,
};

const helpers: DialectHelpers = {
  big_integer: (expression) => `cast(${expression} as hugeint)`,
  int_div: (dividend, divisor) => `((${dividend}) // (${divisor}))`,
  quick_int_div: quickQuotient,
  small_int_div: (dividend, divisor) => `(cast(${dividend} as bigint) // cast(${divisor} as bigint))`,
  small_int_mod: (dividend, divisor) => `(cast(${dividend} as bigint) % cast(${divisor} as bigint))`,
  quick_mul_div: quickShare,
  int_mod: (dividend, divisor) => `((${dividend}) % (${divisor}))`,
  // The digits of a decimal(38,18) without their point. Multiplying by 10^18 overflows beyond $100, and taking the
  // whole and the fraction apart is three times slower.
  cost_to_units: (cost) =>
    `cast(replace(cast(cast(${cost} as decimal(38,18)) as varchar), '.', '') as hugeint)`,
  units_to_cost: (units) =>
    `(cast(${units} as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18)))`,
  big_sum: (expression) => `sum(${expression})`,
  cost_or_zero: (cost) => `coalesce(${cost}, 0)`,
  add_costs: (left, right) => `(${left} + ${right})`,
  subtract_costs: (left, right) => `(${left} - ${right})`,
  cast: (type, expression) => `cast(${expression} as ${typeName(type)})`,
  dateadd: (unit, count, timestamp) => `(cast(${timestamp} as timestamp) + ${intervalOf(unit, count)})`,
  milliseconds_between: (from, to) =>
    `date_diff('millisecond', cast(${from} as timestamp), cast(${to} as timestamp))`,
  month_of: (timestamp) => `cast(date_trunc('month', ${timestamp}) as date)`,
  regex_match: (text, pattern) => `regexp_matches(${text}, ${literal(pattern)})`,
  // regexp_extract alone gives '' both for no match and for an empty one.
  regex_extract: (text, pattern) =>
    `case when regexp_matches(${text}, ${literal(pattern)}) then regexp_extract(${text}, ${literal(pattern)}, ${Math.min(countGroups(pattern), 1)}) end`,
  regex_replace: (text, pattern, replacement) =>
    `regexp_replace(${text}, ${literal(pattern)}, ${literal(replacement.replaceAll('\\', '\\\\'))}, 'g')`,
  matches_glob: matchesGlob,
  string_agg: (text, separator, orderBy) => `string_agg(${text}, ${literal(separator)} order by ${orderBy})`,
  json_text: (json, key) => `try(json_extract_string(${json}, ${jsonPointer(key)}))`,
  json_text_of: (json, key) =>
    `try(json_extract_string(${json}, '/' || replace(replace(${key}, '~', '~0'), '/', '~1')))`,
  json_array_sum: (json, field) =>
    `list_sum(list_transform(${jsonList(json)}, item -> try_cast(json_extract_string(item, ${jsonPointer(field)}) as bigint)))`,
  json_array_find: (json, key, value, field) =>
    `list_extract(list_transform(list_filter(${jsonList(json)}, item -> json_extract_string(item, ${jsonPointer(key)}) = ${literal(value)}), item -> json_extract_string(item, ${jsonPointer(field)})), 1)`,
  md5: (text) => `md5(${text})`,
  digest_of: (text) => `md5(string_agg(${text}, ',' order by ${text}))`,
  row_hash: (columns) => `cast(hash(${columns}) >> 1 as bigint)`,
  literal,
};

/** The SQL of the embedded DuckDB. */
export const duckdbDialect: Dialect = {
  name: 'duckdb',
  longestStatement: Number.POSITIVE_INFINITY,
  transactionProblem: () => undefined,
  helpers,
  typeName: (type) => typeNames[type],
  lastingType: (type) => type,
  // A view: the rows of bills lie in files beside the database.
  createBill: (relation) =>
    `create view if not exists ${duckdbDialect.relation(relation)} as ${emptyRowsSql(relation)}`,
  layout: () => '',
  drop: (kind, relations) => relations.map((relation) => `drop ${kind} ${duckdbDialect.relation(relation)}`),
  lateBinding: undefined,
  // A name costs nothing; rows that are copied are compressed again, and those that are deleted rewrite what lies around them.
  keepsMonthsApart: true,
  identifier,
  relation: ({ schema, name }) => `${identifier(schema)}.${identifier(name)}`,
  literal,
};

/**
 * 128-bit division takes DuckDB half a microsecond, a product a fraction of that. So the quotient is estimated with doubles,
 * its error taken from the exact remainder, estimated again, and what is left, at most one, is seen in the remainder.
 *
 * An estimate is off by less than 2^-51 of the quotient, plus 1. Below 10^30 the second one is off by less than 1.
 */
function quickQuotient(dividend: string, divisor: string): string {
  const estimate = (part: string): string =>
    `cast(floor(cast(${part} as double) / cast(${divisor} as double)) as hugeint)`;
  const less = (part: string): string => `(${part} - ${estimate(part)} * (${divisor}))`;
  const first = `(${dividend})`;
  const second = less(first);
  const rest = less(second);
  return `(${estimate(first)} + ${estimate(second)} + case when ${rest} < 0 then -1 when ${rest} >= (${divisor}) then 1 else 0 end)`;
}

/**
 * `like` tries every place for every `%` but one at the end: up to as often as the n-th power of the text's length (measured: 1.4 s for `*a*b` and a text
 * of 20,000 letters). Where that is more than once, the pieces between the asterisks are looked for one after the other, each at the first place where it
 * is in the rest, since a later place is never better. A NUL, which no text has, holds the first and the last of them to the ends; one more is what is left
 * of a text that matches, and nothing of another one.
 */
function matchesGlob(text: string, pattern: string): string {
  const pieces = `string_split(chr(0) || ${pattern} || chr(0), '*')`;
  const behind = `case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end`;
  const found = `list_reduce(${pieces}, (rest, piece) -> ${behind}, chr(0) || ${text} || chr(0) || chr(0)) = chr(0)`;
  const escaped = `replace(replace(replace(replace(${pattern}, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%')`;
  return `case when rtrim(${pattern}, '*') like '%*%*%' then ${found} else ${text} like ${escaped} escape '!' end`;
}

/** A query with the columns of a bill's raw relation, and no rows. */
export function emptyRowsSql({ columns }: BillRelation): string {
  const nulls = columns.map(({ name, type }) => `cast(null as ${typeNames[type]}) as ${identifier(name)}`);
  return `select ${nulls.join(', ')} where false`;
}

/**
 * Only the rest of factor / denominator is multiplied: a quotient q of at most 2^50. Two operations on doubles give it with an error of at most 2^-52 of q, so
 * that less 2^-51 of it is below q, that and 2^-51 of it above, and both are less than 1 away from q. Rounded down they are nearly always the same number,
 * and that is the quotient. Else the lower one is right or one too little, which the exact remainder tells: in 128 bits, which take long, so it stands in the
 * `case`, where it is worked out for those few. The last part of a line ends where the line does, and is seen before.
 * What is written several times outside of a `case`, or in its first condition, DuckDB works out once (measured: half the time of a remainder for every part).
 */
function quickShare(whole: string, rest: string, numerator: string, denominator: string): string {
  const share = `cast(${numerator} as bigint)`;
  const total = `cast(${denominator} as bigint)`;
  const quotient = `(cast(${rest} as double) / cast(${total} as double) * cast(${share} as double))`;
  const lower = `floor(${quotient} * 0.9999999999999996e0)`;
  const upper = `floor(${quotient} * 1.0000000000000004e0)`;
  const estimate = `cast(${lower} as bigint)`;
  const left = `(cast(${rest} as hugeint) * ${share} - cast(${estimate} as hugeint) * ${total})`;
  return `(${whole} * ${share} + ${estimate} + case when ${lower} = ${upper} then 0 when ${share} = ${total} then ${rest} - ${estimate} when ${left} >= ${total} then 1 else 0 end)`;
}

function typeName(type: string): string {
  const name = Object.entries(typeNames).find(([portable]) => portable === type)?.[1];
  if (name === undefined) {
    throw new RangeError(`"${type}" is not a type: one of ${Object.keys(typeNames).join(', ')}`);
  }
  return name;
}

function intervalOf(unit: string, count: string): string {
  const interval = Object.entries(intervals).find(([name]) => name === unit)?.[1];
  if (interval === undefined) {
    throw new RangeError(`"${unit}" is not a unit of time: one of ${Object.keys(intervals).join(', ')}`);
  }
  return interval(count);
}

function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !duckdbKeywords.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  // The character NUL ends a statement in DuckDB's parser, inside a literal too.
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts.join('') : `(${parts.join(' || chr(0) || ')})`;
}

/** A key as a JSON pointer, in which every character of a key can be written; `$."…"` has no escape for a quote. */
function jsonPointer(key: string): string {
  return literal(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

/** The items of an array; no items if the text is not an array or not JSON at all. */
function jsonList(json: string): string {
  return `try(json_extract(cast(${json} as varchar), '$[*]'))`;
}
