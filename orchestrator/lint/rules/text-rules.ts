import { castsOf } from '../casts-of.ts';
import { at, type LintRule } from '../lint-rule.ts';
import { endsValue } from '../operand-bounds.ts';
import { argumentsOf, callsOf, isAt, placesOf, type SqlCode, textAt, topLevel } from '../sql-code.ts';

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '!=', '<', '>', '<=', '>=']);
const textTypes: ReadonlySet<string> = new Set(
  'varchar nvarchar text string char nchar character bpchar'.split(' '),
);

/** Text: how it is compared, joined, matched, quoted and measured. */
export const textRules: readonly LintRule[] = [
  {
    name: 'trailing-blank',
    kind: 'another-answer',
    example: "select * from t where kind = 'fee '",
    differs: 'is compared with a blank at its end, which does not count on Redshift and counts in DuckDB',
    instead: 'Trim the column in staging and compare with a text without it.',
    source: 'r_Character_types, significance of trailing blanks; tried',
    limits:
      'Only literals are seen. Blanks at the end of a column are for the staging models to trim: a group or a join by an untrimmed column may differ.',
    find: (code) =>
      [...code.tokens.keys()]
        .filter((index) => code.tokens[index]?.kind === 'text' && / '$/.test(code.tokens[index]?.text ?? ''))
        .filter((index) => isCompared(code, index))
        .map((index) => at(index)),
  },
  {
    name: 'bare-trim',
    kind: 'another-answer',
    example: 'select trim(a) as b from t',
    differs:
      'takes only spaces off on Redshift, and every blank of Unicode in DuckDB, a no-break space among them',
    instead: "Write trim(both ' ' from a), with leading or trailing for one side.",
    source: 'r_TRIM, r_LTRIM, r_RTRIM; tried',
    find: (code) =>
      callsOf(code, new Set(['trim', 'ltrim', 'rtrim']))
        .filter((index) => !saysCharacters(code, index + 1))
        .map((index) => at(index, code.partner.get(index + 1))),
  },
  {
    name: 'concat-null',
    kind: 'another-answer',
    example: "select concat(a, 'x') as b from t",
    differs: 'is null on Redshift if one of the two is, and leaves it out in DuckDB',
    instead: 'Write a || b, which is null on both, with coalesce where that is not meant.',
    source: 'r_CONCAT; tried',
    find: (code) => concats(code).filter(({ count }) => count <= 2),
  },
  {
    name: 'concat-many',
    kind: 'only-duckdb',
    example: "select concat(a, '-', b) as c from t",
    differs: 'joins more than two texts: Redshift takes two',
    instead: 'Write a || b || c.',
    source: 'r_CONCAT',
    find: (code) => concats(code).filter(({ count }) => count > 2),
  },
  {
    name: 'regex-operator',
    kind: 'another-answer',
    example: "select * from t where name ~ 'i-[0-9]+'",
    differs: 'matches a part of the text on Redshift, and only the whole text in DuckDB',
    instead: 'Write {{regex_match "text" "pattern"}}.',
    source: 'pattern-matching-conditions-posix; tried',
    find: (code) =>
      ['~', '!~', '~*', '!~*']
        .flatMap((operator) => placesOf(code, operator))
        .filter((index) => endsValue(code, index - 1))
        .map((index) => at(index)),
  },
  {
    name: 'similar-to',
    kind: 'another-answer',
    example: "select * from t where name similar to 'a%'",
    differs: 'takes % and _ for any text and any letter on Redshift, and a regular expression in DuckDB',
    instead: 'Write like, or {{regex_match "text" "pattern"}}.',
    source: 'pattern-matching-conditions-similar-to; tried',
    find: (code) => placesOf(code, 'similar', 'to').map((index) => at(index, index + 1)),
  },
  {
    name: 'regexp-replace',
    kind: 'another-answer',
    example: "select regexp_replace(a, 'x', 'y') as b from t",
    differs: 'replaces every match on Redshift, and only the first in DuckDB',
    instead: 'Write {{regex_replace "text" "pattern" "replacement"}}.',
    source: 'REGEXP_REPLACE; tried',
    find: (code) =>
      callsOf(code, new Set(['regexp_replace'])).map((index) => at(index, code.partner.get(index + 1))),
  },
  {
    name: 'backslash',
    kind: 'another-answer',
    example: "select replace(a, '\\', '/') as b from t",
    differs:
      'has a backslash, which takes the meaning of the next letter away on Redshift and is itself in DuckDB',
    instead: 'Write {{literal "…"}}; a pattern is an argument of {{regex_match}} and its like.',
    source: 'sqlglot, dialects/redshift.py, STRING_ESCAPES; tried',
    find: (code) =>
      [...code.tokens.keys()]
        .filter((index) => code.tokens[index]?.kind === 'text' && code.tokens[index]?.text.includes('\\'))
        .map((index) => at(index)),
  },
  {
    name: 'text-length',
    kind: 'another-answer',
    example: 'select cast(a as text) as b from t',
    differs:
      'has a length on Redshift, said or not, in bytes (text is varchar(256), char is char(1), a null has no length to take), and none in DuckDB',
    instead: 'Write {{cast "text" "a"}}.',
    source: 'r_Character_types; tried',
    limits:
      'Not reported is cast(a as varchar) without a number: on Redshift it is as long as what it is made of. That a text fits into its column is known only when it is stored, where too long is an error.',
    find: (code) =>
      castsOf(code)
        .filter(({ type }) => textTypes.has(textAt(code, type)))
        .filter(({ type, value }) => {
          const isBare = textAt(code, type) === 'varchar' && !isAt(code, type + 1, '(');
          return !isBare || (value.to - value.from === 1 && isAt(code, value.from, 'null'));
        })
        .map(({ type }) => at(type, isAt(code, type + 1, '(') ? code.partner.get(type + 1) : type)),
  },
];

/** Beside a comparison, or in the list of an `in`. */
function isCompared(code: SqlCode, index: number): boolean {
  if (comparisons.has(textAt(code, index - 1)) || comparisons.has(textAt(code, index + 1))) return true;
  let open = index - 1;
  while (open > 0 && !isAt(code, open, '(')) {
    if (!isAt(code, open, ',') && code.tokens[open]?.kind !== 'text') return false;
    open -= 1;
  }
  return isAt(code, open - 1, 'in');
}

/** `(a, 'x')` and `('x' from a)` say what to take off; `(a)` and `(both from a)` do not. */
function saysCharacters(code: SqlCode, open: number): boolean {
  const [first, ...others] = argumentsOf(code, open);
  if (first === undefined || others.length > 0) return true;
  const from = topLevel(code, first).find((index) => isAt(code, index, 'from')) ?? first.from;
  const side = ['both', 'leading', 'trailing'].includes(textAt(code, first.from)) ? 1 : 0;
  return from > first.from + side;
}

function concats(code: SqlCode): { first: number; last: number; count: number }[] {
  return callsOf(code, new Set(['concat'])).map((index) => ({
    ...at(index, code.partner.get(index + 1)),
    count: argumentsOf(code, index + 1).length,
  }));
}
