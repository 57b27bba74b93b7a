import { at, type Found, type LintRule } from '../lint-rule.ts';
import { endsValue } from '../operand-bounds.ts';
import { argumentsOf, callsOf, isAt, placesOf, type SqlCode, textAt, topLevel } from '../sql-code.ts';

/** Names, orders, dates, and how a query is put together. */
export const queryRules: readonly LintRule[] = [
  {
    name: 'capitals-in-quotes',
    kind: 'another-answer',
    example: 'select 1 as "UnblendedCost"',
    differs: 'is folded to lower case on Redshift, in quotes too, and keeps its capitals in DuckDB',
    instead: 'Write names in lower case: unblended_cost.',
    source: 'r_names; tried',
    find: (code) => named(code, ({ kind, text }) => kind === 'name' && /\p{Lu}/u.test(text)),
  },
  {
    name: 'long-name',
    kind: 'another-answer',
    example: `select 1 as ${'a_name_that_is_very_long_'.repeat(6)}end`,
    differs: 'has more than 127 bytes, where Redshift cuts names off and DuckDB does not',
    instead: 'Write a shorter one.',
    source: 'r_names; tried',
    find: (code) =>
      named(code, ({ kind, text }) => {
        const bytes = new TextEncoder().encode(text).length;
        return (kind === 'word' && bytes > 127) || (kind === 'name' && bytes > 129);
      }),
  },
  {
    name: 'null-order',
    kind: 'another-answer',
    example: "select a from t order by nullif(a, '') desc",
    differs:
      'can be null and is ordered downwards: nulls come first on Redshift, and last in a DuckDB without the settings of the adapter',
    instead: 'Say where nulls belong: order by case when a is null then 1 else 0 end, a desc.',
    source: 'r_ORDER_BY_clause; tried',
    limits:
      'Reported only where the text itself makes the null: nullif, case without else, lag and lead without a default. For all else the adapter sets default_null_order, which makes DuckDB order as Redshift does.',
    find: (code) => placesOf(code, 'desc').flatMap((desc) => nullableKey(code, desc)),
  },
  {
    name: 'date-trunc',
    kind: 'another-answer',
    example: "select date_trunc('month', started_on) as month from t",
    differs:
      'gives a timestamp even where it is given a date, so that what came out as a date no longer is one',
    instead: 'Write {{month_of "a"}}, or cast what comes out: cast(date_trunc(…) as date).',
    source: 'r_DATE_TRUNC; tried',
    find: (code) =>
      callsOf(code, new Set(['date_trunc'])).flatMap((index) => {
        const close = code.partner.get(index + 1) ?? index;
        const isCast =
          isAt(code, close + 1, '::') || (isAt(code, index - 2, 'cast', '(') && isAt(code, close + 1, 'as'));
        return isCast ? [] : [at(index, close)];
      }),
  },
  {
    name: 'datediff',
    kind: 'another-answer',
    example: 'select datediff(day, a, b) as days from t',
    differs: 'takes the bare word day on Redshift and a text, in quotes, in DuckDB',
    instead: 'Write {{milliseconds_between "a" "b"}}.',
    source: 'r_DATEDIFF_function; tried',
    find: (code) => calls(code, 'datediff', 'date_diff'),
  },
  {
    name: 'to-timestamp',
    kind: 'another-answer',
    example: "select to_timestamp(a, 'YYYY-MM-DD') as b from t",
    differs: 'takes a text and how it is written on Redshift, and seconds since 1970 in DuckDB',
    instead: 'Write {{cast "timestamp" "a"}}.',
    source: 'r_TO_TIMESTAMP; tried',
    find: (code) => calls(code, 'to_timestamp'),
  },
  {
    name: 'listagg',
    kind: 'another-answer',
    example: "select listagg(a, ',') within group (order by a) as list from t",
    differs:
      'takes its order behind itself, within group (…), on Redshift, and inside its brackets in DuckDB',
    instead: 'Write {{string_agg "text" "," "order"}}.',
    source: 'r_LISTAGG; tried',
    find: (code) => calls(code, 'listagg'),
  },
  {
    name: 'qualify-without-alias',
    kind: 'another-answer',
    example: 'select a from t qualify row_number() over (order by a) = 1',
    differs: 'stands directly behind a table without an alias, where Redshift takes it for one',
    instead: 'Give the table an alias: from t as rows_of_t qualify …; a where in between does, too.',
    source: 'r_SELECT_synopsis and r_QUALIFY_clause',
    find: (code) =>
      placesOf(code, 'qualify')
        .filter((index) => followsBareTable(code, index))
        .map((index) => at(index)),
  },
  {
    name: 'recursive-columns',
    kind: 'another-answer',
    example:
      'with recursive days as (select 1 as n union all select n + 1 from days where n < 9) select n from days',
    differs:
      'reads itself and has no list of columns behind its name, which Redshift wants and DuckDB does not',
    instead: 'Write with recursive days (n) as (…).',
    source: 'r_WITH_clause; tried',
    find: (code) =>
      placesOf(code, 'with', 'recursive').flatMap((index) => recursiveWithoutColumns(code, index + 2)),
  },
];

function calls(code: SqlCode, ...names: readonly string[]): Found[] {
  return callsOf(code, new Set(names)).map((index) => at(index, code.partner.get(index + 1)));
}

function named(code: SqlCode, test: (token: SqlCode['tokens'][number]) => boolean): Found[] {
  return [...code.tokens.entries()].filter(([, token]) => test(token)).map(([index]) => at(index));
}

/** The value before a `desc` of an `order by`, if the text makes it null. */
function nullableKey(code: SqlCode, desc: number): Found[] {
  if (isAt(code, desc + 1, 'nulls')) return [];
  let from = desc;
  while (from > 0 && ![',', 'by', '('].includes(textAt(code, from - 1))) {
    const open = code.partner.get(from - 1);
    from = open !== undefined && open < from ? open : from - 1;
  }
  if (from === desc || !endsValue(code, desc - 1)) return [];
  const top = topLevel(code, { from, to: desc });
  const hasNull =
    isAt(code, from, 'nullif', '(') ||
    (isAt(code, from, 'case') && !top.some((index) => isAt(code, index, 'else'))) ||
    ((isAt(code, from, 'lag') || isAt(code, from, 'lead')) && argumentsOf(code, from + 1).length < 3);
  return hasNull ? [at(from, desc)] : [];
}

/** `from t`, `join x.t`, `from (…)`: nothing but the table stands before the place. */
function followsBareTable(code: SqlCode, index: number): boolean {
  let first = index - 1;
  if (isAt(code, first, ')')) first = code.partner.get(first) ?? first;
  else while (isAt(code, first - 1, '.')) first -= 2;
  return ['from', 'join'].includes(textAt(code, first - 1));
}

/** Of `with recursive a as (…), b (c) as (…)`: the names without columns whose query reads the name. */
function recursiveWithoutColumns(code: SqlCode, first: number): Found[] {
  const found: Found[] = [];
  for (let index = first; index < code.tokens.length; ) {
    const hasColumns = isAt(code, index + 1, '(');
    const as = hasColumns ? (code.partner.get(index + 1) ?? index) + 1 : index + 1;
    if (!isAt(code, as, 'as', '(')) break;
    const close = code.partner.get(as + 1) ?? code.tokens.length;
    const name = code.tokens[index]?.text;
    const readsItself = code.tokens.slice(as + 2, close).some(({ text }) => text === name);
    if (!hasColumns && readsItself) found.push(at(index));
    if (!isAt(code, close + 1, ',')) break;
    index = close + 2;
  }
  return found;
}
