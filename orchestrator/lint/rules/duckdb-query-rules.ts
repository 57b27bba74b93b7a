import { at, type Found, type LintRule } from '../lint-rule.ts';
import { operandStart } from '../operand-bounds.ts';
import { isAt, placesOf, type SqlCode, textAt, topLevel } from '../sql-code.ts';

/** Ways to put a query together that DuckDB has, and mostly Postgres, and Redshift does not. */
export const duckdbQueryRules: readonly LintRule[] = [
  {
    ...lacking(
      'filter',
      'select count(*) filter (where a > 0) as n from t',
      'filters the rows of one aggregate',
    ),
    instead: 'Write count(case when … then 1 end), sum(case when … then a end).',
    source: 'r_SELECT_synopsis; sqlglot, dialects/redshift.py',
    find: sequence('filter', '(', 'where'),
  },
  {
    ...lacking('values', 'select n from (values (1), (2)) as t (n)', 'makes a table of written values'),
    instead: 'Write select 1 as n union all select 2, or keep them in a seed.',
    source: 'c_unsupported-postgresql-features',
    find: (code) => sequence('values', '(')(code).map(({ first }) => at(first)),
  },
  {
    ...lacking(
      'distinct-on',
      'select distinct on (a) a, b from t order by a, b',
      'keeps the first row of each group',
    ),
    instead: 'Number the rows by row_number() over (partition by … order by …) and keep 1.',
    source: 'r_SELECT_list; sqlglot, dialects/redshift.py',
    find: (code) => sequence('distinct', 'on', '(')(code).map(({ first }) => at(first, first + 1)),
  },
  {
    ...lacking(
      'window',
      'select sum(a) over w as s from t window w as (order by b)',
      'gives a window a name',
    ),
    instead: 'Write the window out behind each over.',
    source: 'r_Window_function_synopsis; sqlglot, dialects/redshift.py',
    find: (code) =>
      placesOf(code, 'window')
        .filter((index) => isAt(code, index + 2, 'as', '('))
        .map((index) => at(index)),
  },
  {
    ...lacking('no-frame', 'select sum(a) over (order by b) as s from t', 'orders a window without a frame'),
    differs:
      'orders the window of an aggregate and says no frame, without which Redshift ends with an error; DuckDB takes all rows up to this one and its equals',
    instead: 'Write which rows count: rows between unbounded preceding and current row.',
    source: 'r_Window_function_synopsis: "an explicit frame clause is required"',
    find: (code) => placesOf(code, 'over', '(').flatMap((over) => withoutFrame(code, over)),
  },
  {
    ...lacking(
      'range-frame',
      'select sum(a) over (order by b range between unbounded preceding and current row) as s from t',
      'counts the rows of a frame by their values',
    ),
    instead: 'Write rows between … and …, with an order in which no two rows are equal.',
    source: 'r_Window_function_synopsis',
    find: (code) =>
      ['range', 'groups'].flatMap((word) =>
        ['between', 'unbounded', 'current'].flatMap((next) => sequence(word, next)(code)),
      ),
  },
  {
    ...lacking(
      'semi-join',
      'select a from t semi join u on u.a = t.a',
      'keeps rows by whether the other side has one',
    ),
    instead: 'Write where exists (select 1 from … where …), or not exists.',
    source: 'r_FROM_clause30; sqlglot, dialects/redshift.py',
    find: either(sequence('semi', 'join'), sequence('anti', 'join')),
  },
  {
    ...lacking('asof-join', 'select a from t asof join u on t.b >= u.b', 'joins with the nearest row before'),
    instead: 'Join on an interval: find the next row by lead and join between the two.',
    source: 'r_FROM_clause30',
    find: either(sequence('asof', 'join'), sequence('asof', 'left', 'join')),
  },
  {
    ...lacking('positional-join', 'select a from t positional join u', 'joins rows by where they stand'),
    instead: 'Give both sides a number by row_number() over (order by …) and join on it.',
    source: 'r_FROM_clause30',
    find: sequence('positional', 'join'),
  },
  {
    ...lacking('tablesample', 'select a from t tablesample 10 percent', 'takes a sample of a table'),
    instead:
      'Take rows by a digest of their key: where substring({{md5 "id"}}, 1, 1) = …, which is the same ones each time.',
    source: 'r_FROM_clause30; sqlglot, dialects/redshift.py',
    find: either(sequence('tablesample'), sequence('using', 'sample')),
  },
  {
    ...lacking(
      'set-operation-all',
      'select a from t except all select a from u',
      'counts how often a row comes',
    ),
    instead: 'Number equal rows by row_number() and take except or intersect of rows with their number.',
    source: 'r_UNION: "INTERSECT ALL, EXCEPT ALL, and MINUS ALL aren\'t supported"',
    find: either(sequence('intersect', 'all'), sequence('except', 'all')),
  },
  {
    ...lacking('is-distinct-from', 'select a from t where a is distinct from b', 'compares nulls as equal'),
    instead: 'Write (a = b or (a is null and b is null)), with not before it for the opposite.',
    source: 'c_unsupported-postgresql-functions',
    find: either(sequence('is', 'distinct', 'from'), sequence('is', 'not', 'distinct', 'from')),
  },
  {
    ...lacking('from-first', 'from t select a', 'begins a query with its from'),
    instead: 'Write select … from ….',
    source: 'r_SELECT_synopsis',
    find: (code) =>
      placesOf(code, 'from')
        .filter((index) => beginsQuery(code, index))
        .map((index) => at(index)),
  },
  {
    ...lacking(
      'star-exclude',
      'select * exclude (a) from t',
      'takes columns out of a star, or others for them',
    ),
    instead: 'Write out the columns. (Redshift has an exclude at the end of the whole list, and no replace.)',
    source: 'r_SELECT_synopsis; tried',
    find: (code) =>
      placesOf(code, '*')
        .filter((index) => /^(select|distinct|all|,|\.)$/.test(textAt(code, index - 1)))
        .filter((index) => ['exclude', 'replace', 'rename', 'like'].includes(textAt(code, index + 1)))
        .map((index) => at(index, index + 1)),
  },
  {
    ...lacking('current-timestamp', 'select current_timestamp as now', 'is the time of the statement'),
    differs:
      'is the time of the statement, and on Redshift a function of the leader node, refused in a query that reads a table',
    instead: 'Write {{run_started_at}}: a run has one time, and its rows say which.',
    source: 'c_SQL_functions_leader_node_only',
    find: either(
      sequence('now', '('),
      ...['current_timestamp', 'current_time', 'localtimestamp', 'localtime'].map((name) =>
        aloneAsValue(name),
      ),
    ),
  },
  {
    ...lacking('enforced-key', 'create table t (a integer primary key)', 'declares a key'),
    differs:
      'declares a key, which DuckDB holds everybody to and Redshift only believes: if it is not true, its answers are wrong',
    instead: 'Declare grain or unique in the header of the model: it is tested on both.',
    source: 't_Defining_constraints; c_unsupported-postgresql-features',
    find: either(sequence('primary', 'key'), sequence('foreign', 'key')),
  },
];

function lacking(
  name: string,
  example: string,
  does: string,
): Pick<LintRule, 'name' | 'kind' | 'example' | 'differs'> {
  return {
    name: `duckdb-${name}`,
    kind: 'only-duckdb',
    example,
    differs: `${does}, which Redshift does not have`,
  };
}

/** Finds where these words stand one after the other. */
function sequence(...texts: readonly string[]): LintRule['find'] {
  return (code) => placesOf(code, ...texts).map((index) => at(index, index + texts.length - 1));
}

function either(...finds: readonly LintRule['find'][]): LintRule['find'] {
  return (code) => finds.flatMap((find) => find(code));
}

/** A word that is a value by itself, and neither a column of a table nor the name of one. */
function aloneAsValue(name: string): LintRule['find'] {
  return (code): Found[] =>
    placesOf(code, name)
      .filter((index) => !['.', 'as'].includes(textAt(code, index - 1)) && textAt(code, index + 1) !== '.')
      .map((index) => at(index));
}

/** Functions of a window that look at its order only to number rows or to find a neighbour. */
const frameless: ReadonlySet<string> = new Set(
  'cume_dist dense_rank lag lead ntile percent_rank rank row_number listagg percentile_cont percentile_disc'.split(
    ' ',
  ),
);

function withoutFrame(code: SqlCode, over: number): Found[] {
  const close = code.partner.get(over + 1) ?? over;
  const called = operandStart(code, over - 1);
  const top = topLevel(code, { from: over + 2, to: close }).map((index) => textAt(code, index));
  const hasFrame = ['rows', 'range', 'groups'].some((word) => top.includes(word));
  return top.includes('order') && !hasFrame && !frameless.has(textAt(code, called))
    ? [at(called, close)]
    : [];
}

/** At the start, in brackets of its own, or behind a union; `trim(from a)` begins none. */
function beginsQuery(code: SqlCode, index: number): boolean {
  const before = textAt(code, index - 1);
  if (index === 0) return true;
  if (before === '(') return !['trim', 'extract', 'substring', 'overlay'].includes(textAt(code, index - 2));
  return ['union', 'intersect', 'except'].includes(before) || isAt(code, index - 2, 'union', 'all');
}
