import { literal } from './literal.ts';
import { bigInteger, typeNames } from './types.ts';

/**
 * How many items of a JSON array are looked at; one that has more ends the statement, and is never counted in part. A task has at most ten
 * containers and those that AWS adds, a container instance registers half a dozen kinds of resources.
 */
const mostItems = 20;

/** More than all items can add up to, each of at most 18 digits, and still far from 38 digits. */
const beyondAnySum = 10n ** 20n;

/**
 * The text of a key. `json_extract_path_text` gave an empty text for an absent key before it gave null, and an empty text for an empty one:
 * so what is empty counts as absent, unless the object says `"key":""` in just these letters, as our own files and most others do.
 */
export function jsonText(json: string, key: string): string {
  return withEmptyText(json, literal(key), literal(`${JSON.stringify(key)}:""`));
}

/** The same for a key that is an expression. */
export function jsonTextOf(json: string, key: string): string {
  // As JSON writes it.
  const written = `replace(replace(${key}, ${literal('\\')}, ${literal('\\\\')}), '"', ${literal('\\"')})`;
  return withEmptyText(json, key, `'"' || ${written} || '":""'`);
}

function withEmptyText(json: string, key: string, emptyField: string): string {
  return `coalesce(nullif(json_extract_path_text(${json}, ${key}, true), ''), case when strpos(${json}, ${emptyField}) > 0 then '' end)`;
}

/**
 * The sum over the first items, each added up with a constant that is larger than any sum. So the sum tells whether any item had a number, and
 * the rest of its division by that constant is the sum of the numbers, below 0 too: half of the constant keeps the rest above 0.
 */
export function jsonArraySum(json: string, field: string): string {
  const terms = itemsOf(json).map((item) => {
    const digits = `regexp_substr(json_extract_path_text(${item}, ${literal(field)}, true), '^-?[0-9]{1,18}([.]0*)?$')`;
    return `coalesce(cast(nullif(${digits}, '') as ${bigInteger}) + ${constant(beyondAnySum)}, ${constant(0n)})`;
  });
  const half = constant(beyondAnySum / 2n);
  const sum = `mod(nullif(${terms.join(' + ')}, 0) + ${half}, ${constant(beyondAnySum)}) - ${half}`;
  return ifShort(json, `cast(${sum} as ${bigInteger})`, bigInteger);
}

/** A chain of conditions over the first items: the first whose key has the value gives its field. */
export function jsonArrayFind(json: string, key: string, value: string, field: string): string {
  const conditions = itemsOf(json).map(
    (item) =>
      `when json_extract_path_text(${item}, ${literal(key)}, true) = ${literal(value)} then nullif(json_extract_path_text(${item}, ${literal(field)}, true), '')`,
  );
  return ifShort(json, `case ${conditions.join(' ')} end`, typeNames.text);
}

function itemsOf(json: string): string[] {
  return Array.from(
    { length: mostItems },
    (_, position) => `json_extract_array_element_text(${json}, ${position}, true)`,
  );
}

/**
 * Redshift cannot raise an error of its own words within a query, so a longer array is cast to a number, which it is not: the error shows it.
 * The text depends on the row, so it is not worked out before there is such a row.
 */
function ifShort(json: string, expression: string, type: string): string {
  const refusal = `cast(cast('More than ${mostItems} items: ' || ${json} as bigint) as ${type})`;
  return `case when json_array_length(${json}, true) > ${mostItems} then ${refusal} else ${expression} end`;
}

function constant(number: bigint): string {
  return `cast(${number} as ${bigInteger})`;
}
