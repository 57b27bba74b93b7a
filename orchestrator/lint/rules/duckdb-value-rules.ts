import { castsOf } from '../casts-of.ts';
import { at, type LintRule } from '../lint-rule.ts';
import { callsOf, isAt, placesOf, type SqlCode, textAt } from '../sql-code.ts';

/** Types, operators and functions that DuckDB has, and mostly Postgres, and Redshift does not. */
export const duckdbValueRules: readonly LintRule[] = [
  {
    ...lacking(
      'generate-series',
      'select n from generate_series(1, 9) as t (n)',
      'makes rows of numbers or times',
    ),
    instead:
      'Number the rows of a table that is long enough, or write with recursive with a list of columns.',
    source: 'c_unsupported-postgresql-functions',
    find: calls('generate_series', 'range'),
  },
  {
    ...lacking('string-agg', "select string_agg(a, ',') as list from t", 'joins the texts of a group'),
    instead: 'Write {{string_agg "text" "," "order"}}.',
    source: 'c_unsupported-postgresql-functions',
    find: calls('string_agg', 'group_concat'),
  },
  {
    ...lacking('array-agg', 'select array_agg(a) as list from t', 'makes an array of a group'),
    instead: 'Keep one row for each, or write {{string_agg "text" "," "order"}}.',
    source: 'c_unsupported-postgresql-functions',
    find: calls('array_agg', 'list'),
  },
  {
    ...lacking('array', 'select [1, 2] as list', 'is an array, or an item of one'),
    instead: 'Keep one row for each item; of JSON, {{json_array_sum}} and {{json_array_find}}.',
    source: 'c_unsupported-postgresql-features (subscripted expressions, array constructors)',
    find: (code) => [
      ...placesOf(code, '[').map((index) => at(isAt(code, index - 1, 'array') ? index - 1 : index)),
      ...calls('unnest')(code),
    ],
  },
  {
    ...lacking('struct', "select {'a': 1} as pair", 'is a struct or a map'),
    instead: 'Keep a column for each field.',
    source: 'c_unsupported-postgresql-features (row constructors)',
    find: (code) => [
      ...placesOf(code, '{').map((index) => at(index)),
      ...calls('struct_pack', 'row', 'map')(code),
    ],
  },
  {
    ...lacking(
      'list-function',
      'select list_sum(a) as total from t',
      'works on a list, a struct or a map as DuckDB has them',
    ),
    instead: 'Keep one row for each item; of JSON, {{json_array_sum}} and {{json_array_find}}.',
    source: 'c_unsupported-postgresql-functions (array functions)',
    find: (code) =>
      [...code.tokens.keys()]
        .filter(
          (index) => /^(list|array|struct|map)_\w+$/.test(textAt(code, index)) && isAt(code, index + 1, '('),
        )
        .filter((index) => textAt(code, index) !== 'array_agg' && textAt(code, index) !== 'struct_pack')
        .map((index) => at(index, code.partner.get(index + 1))),
  },
  {
    ...lacking('lambda', 'select apply(a, x -> x + 1) as b from t', 'is a function without a name'),
    instead: 'Keep one row for each item; of JSON, {{json_array_sum}} and {{json_array_find}}.',
    source: 'tried',
    limits:
      'An arrow is taken for one behind the first comma of a call, and for JSON (duckdb-json) elsewhere.',
    find: (code) => [
      ...placesOf(code, '->')
        .filter((index) => isLambda(code, index))
        .map((index) => at(index - 1, index)),
      ...placesOf(code, 'lambda')
        .filter((index) => code.tokens[index + 1]?.kind === 'word' && /^[:,]$/.test(textAt(code, index + 2)))
        .map((index) => at(index, index + 1)),
    ],
  },
  {
    ...lacking('json', "select a -> 'b' as c from t", 'is of the type JSON'),
    differs: 'is of JSON, for which the two have other types, operators and functions',
    instead: 'Keep JSON as text: {{json_text "json" "key"}}, {{json_array_sum}}, {{json_array_find}}.',
    source: 'c_unsupported-postgresql-datatypes',
    find: (code) => [
      ...placesOf(code, '->')
        .filter((index) => !isLambda(code, index))
        .map((index) => at(index)),
      ...placesOf(code, '->>').map((index) => at(index)),
      ...casts(code, 'json', 'jsonb'),
      ...[...code.tokens.keys()]
        .filter(
          (index) =>
            /^(json|from_json|to_json)(_\w+)?$/.test(textAt(code, index)) && isAt(code, index + 1, '('),
        )
        .filter((index) => !isAt(code, index, 'json_extract_path_text'))
        .map((index) => at(index, code.partner.get(index + 1))),
    ],
  },
  {
    ...lacking('uuid', 'select uuid() as id', 'is a UUID'),
    instead: 'Make ids of what a row says: {{md5 "…"}}; random ones are others in each run.',
    source: 'c_unsupported-postgresql-datatypes',
    find: (code) => [...calls('uuid', 'gen_random_uuid', 'uuidv4', 'uuidv7')(code), ...casts(code, 'uuid')],
  },
  {
    ...lacking(
      'try-cast',
      'select try_cast(a as integer) as b from t',
      'is null where a cast is not possible',
    ),
    instead: 'Write case when {{regex_match "a" "^[0-9]{1,18}$"}} then {{cast "integer" "a"}} end.',
    source: 'r_CAST_function; tried',
    limits: 'Redshift has TRY_CAST by now; that it gives null for the same texts was not compared.',
    find: calls('try_cast', 'try'),
  },
  {
    ...lacking('integer-operator', 'select a // nullif(b, 0) as c from t', 'divides whole numbers'),
    instead: 'Write {{int_div "a" "b"}}.',
    source: 'r_OPERATOR_SYMBOLS; tried',
    find: (code) => placesOf(code, '//').map((index) => at(index)),
  },
  {
    ...lacking('type', 'select cast(a as hugeint) as b from t', 'is a type of DuckDB'),
    instead: 'Write {{big_integer "a"}} or {{cast "integer" "a"}}.',
    source: 'c_Supported_data_types; tried',
    find: (code) =>
      casts(
        code,
        ...'hugeint uhugeint ubigint uinteger usmallint utinyint tinyint blob bit bignum varint struct map list union enum'.split(
          ' ',
        ),
        ...'datetime timestamp_s timestamp_ms timestamp_ns'.split(' '),
      ),
  },
  {
    ...lacking('hash', 'select hash(a) as h from t', 'makes a number of a row in a way of its own'),
    instead: 'Write {{row_hash "a, b"}} or {{md5 "a"}}.',
    source: 'hash-functions',
    find: calls('hash'),
  },
  {
    ...lacking('function', "select strftime(a, '%Y') as year from t", 'is a function of DuckDB'),
    instead:
      'The helpers in docs/templates.md say the same on every warehouse; if one is missing, it is a new helper.',
    source: 'c_SQL_functions; tried',
    limits:
      'A list of names, the ones that are likely to be written; another unknown function is the refusal of the warehouse.',
    find: calls(
      ...'arg_max arg_min argmax argmin bar columns contains date_add date_sub divide encode ends_with epoch epoch_ms'.split(
        ' ',
      ),
      ...'epoch_us even fdiv fmod format from_base64 gcd if ifnull instr_all isinf isnan jaccard lcm levenshtein'.split(
        ' ',
      ),
      ...'make_date make_time make_timestamp max_by md5_number min_by mode parse_filename prefix printf product'.split(
        ' ',
      ),
      ...'quantile quantile_cont quantile_disc read_csv read_json read_parquet regexp_extract regexp_extract_all'.split(
        ' ',
      ),
      ...'regexp_full_match regexp_matches regexp_split_to_array regexp_split_to_table sha256 starts_with strftime'.split(
        ' ',
      ),
      ...'string_split str_split strip_accents strptime suffix time_bucket to_days to_hours to_microseconds'.split(
        ' ',
      ),
      ...'to_milliseconds to_minutes to_months to_seconds to_years today try_strptime typeof yearweek'.split(
        ' ',
      ),
    ),
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
    differs: `${does}; Redshift does not have it`,
  };
}

function calls(...names: readonly string[]): LintRule['find'] {
  return (code) => callsOf(code, new Set(names)).map((index) => at(index, code.partner.get(index + 1)));
}

function casts(code: SqlCode, ...names: readonly string[]): { first: number; last: number }[] {
  return castsOf(code)
    .filter(({ type }) => names.includes(textAt(code, type)))
    .map(({ type }) => at(type));
}

/** `x -> …` as an argument that is not the first: before it stands one name, and before that a comma. */
function isLambda(code: SqlCode, arrow: number): boolean {
  return code.tokens[arrow - 1]?.kind === 'word' && isAt(code, arrow - 2, ',');
}
