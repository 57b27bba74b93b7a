import { at, type Found, type LintRule } from '../lint-rule.ts';
import { argumentsOf, callsOf, placesOf, type SqlCode, textAt } from '../sql-code.ts';

/** What only Redshift has: DuckDB ends with an error, so that nothing of it could be tried on a laptop. */
export const redshiftRules: readonly LintRule[] = [
  ofFunction('nvl', "select nvl(a, '') as b from t", 'Write coalesce(a, b).', 'r_NVL_function'),
  ofFunction(
    'nvl2',
    'select nvl2(a, 1, 0) as b from t',
    'Write case when a is not null then b else c end.',
    'r_NVL2',
  ),
  ofFunction(
    'getdate',
    'select getdate() as now',
    'Write {{run_started_at}}: a run has one time.',
    'r_GETDATE',
  ),
  {
    ...only('sysdate', 'select sysdate as now', 'Write {{run_started_at}}: a run has one time.', 'r_SYSDATE'),
    find: (code) =>
      placesOf(code, 'sysdate')
        .filter((index) => !['.', 'as'].includes(textAt(code, index - 1)) && textAt(code, index + 1) !== '.')
        .map((index) => at(index)),
  },
  ofFunction(
    'dateadd',
    'select dateadd(day, 1, a) as b from t',
    'Write {{dateadd "day" "1" "a"}}.',
    'r_DATEADD_function',
  ),
  ofFunction(
    'add_months',
    'select add_months(a, 1) as b from t',
    'Write {{dateadd "month" "1" "a"}}.',
    'r_ADD_MONTHS',
  ),
  ofFunction(
    'months_between',
    'select months_between(a, b) as months from t',
    'Subtract years times 12 plus months, each by extract.',
    'r_MONTHS_BETWEEN_function',
  ),
  ofFunction('charindex', "select charindex('x', a) as b from t", "Write strpos(a, 'x').", 'r_CHARINDEX'),
  ofFunction('isnull', 'select isnull(a, 0) as b from t', 'Write coalesce(a, b).', 'r_NVL_function'),
  ofFunction(
    'to_char',
    "select to_char(a, 'YYYY-MM') as b from t",
    'Write {{month_of "a"}}, or {{cast "text" "a"}}.',
    'r_TO_CHAR',
  ),
  ofFunction(
    'to_date',
    "select to_date(a, 'YYYY-MM-DD') as b from t",
    'Write {{cast "date" "a"}}.',
    'r_TO_DATE_function',
  ),
  ofFunction(
    'to_number',
    "select to_number(a, '999') as b from t",
    'Write {{cast "integer" "a"}}.',
    'r_TO_NUMBER',
  ),
  ofFunction(
    'convert_timezone',
    "select convert_timezone('UTC', 'CET', a) as b from t",
    'Keep times in UTC, as all of them are loaded.',
    'CONVERT_TIMEZONE',
  ),
  {
    ...only(
      'decode',
      'select decode(a, 1, 2, 3) as b from t',
      'Write case a when b then c else d end.',
      'r_DECODE_expression',
    ),
    find: (code) => calls(code, 'decode').filter(({ first }) => argumentsOf(code, first + 1).length > 1),
  },
  ofFunction(
    'ratio_to_report',
    'select ratio_to_report(a) over (partition by b) as part from t',
    'Write the sum over the group beside it; a cost is divided by the macro split_cost only.',
    'r_WF_RATIO_TO_REPORT',
  ),
  ofFunction('sha2', 'select sha2(a, 256) as b from t', 'Write {{md5 "a"}}.', 'SHA2'),
  ofFunction('func_sha1', 'select func_sha1(a) as b from t', 'Write {{md5 "a"}}.', 'FUNC_SHA1'),
  {
    ...ofFunction(
      'json_extract_path_text',
      "select json_extract_path_text(a, 'b', true) as c from t",
      'Write {{json_text "a" "b"}}.',
      'JSON_EXTRACT_PATH_TEXT',
    ),
    differs:
      'takes what to do with bad JSON as its last argument on Redshift, and two arguments only in DuckDB',
    limits:
      'With two arguments it is reported as well: Redshift ends with an error where the text is no JSON.',
  },
  ofFunction(
    'regexp_substr',
    "select regexp_substr(a, 'x+') as b from t",
    'Write {{regex_extract "text" "pattern"}}.',
    'REGEXP_SUBSTR',
  ),
  ofFunction(
    'regexp_count',
    "select regexp_count(a, 'x') as b from t",
    'Write {{regex_match "text" "pattern"}}.',
    'REGEXP_COUNT',
  ),
  ofFunction(
    'regexp_instr',
    "select regexp_instr(a, 'x') as b from t",
    'Write {{regex_match "text" "pattern"}}.',
    'REGEXP_INSTR',
  ),
  ofFunction('btrim', "select btrim(a, 'x') as b from t", "Write trim(both 'x' from a).", 'r_BTRIM'),
  {
    ...only(
      'approximate-count',
      'select approximate count(distinct a) as n from t',
      'Write count(distinct a), which is exact.',
      'r_COUNT',
    ),
    find: (code) =>
      ['count', 'percentile_disc']
        .flatMap((name) => placesOf(code, 'approximate', name))
        .map((index) => at(index, index + 1)),
  },
  {
    ...only('top', 'select top 10 a from t', 'Write limit 10 at the end, with an order by.', 'r_SELECT_list'),
    find: (code) =>
      placesOf(code, 'top')
        .filter((index) => ['select', 'distinct', 'all'].includes(textAt(code, index - 1)))
        .filter((index) => code.tokens[index + 1]?.kind === 'number')
        .map((index) => at(index, index + 1)),
  },
];

function only(name: string, example: string, instead: string, source: string): Omit<LintRule, 'find'> {
  const differs = 'is known on Redshift only; DuckDB ends with an error';
  return {
    name: `redshift-${name.replaceAll('_', '-')}`,
    kind: 'only-redshift',
    example,
    differs,
    instead,
    source: `${source}; tried`,
  };
}

function ofFunction(name: string, example: string, instead: string, source: string): LintRule {
  return { ...only(name, example, instead, source), find: (code) => calls(code, name) };
}

function calls(code: SqlCode, name: string): Found[] {
  return callsOf(code, new Set([name])).map((index) => at(index, code.partner.get(index + 1)));
}
