import type { Dialect, DialectHelperName, DialectHelpers } from '../../orchestrator/warehouses/dialect.ts';

/** A query with one column, whose rows every warehouse gives alike and in the same order. */
type Example = (helpers: DialectHelpers, dialect: Dialect) => string;

/** One expression, alone. */
const ask = (expression: (helpers: DialectHelpers, dialect: Dialect) => string): Example => {
  return (helpers, dialect) => `select ${expression(helpers, dialect)} as answer`;
};

/** One expression for each of some texts (null among them), as the column `t`. */
const askEach = (
  texts: readonly (string | null)[],
  expression: (helpers: DialectHelpers) => string,
): Example => {
  return (helpers, dialect) => {
    const rows = texts.map(
      (text, place) =>
        `select ${place} as place, cast(${text === null ? 'null' : dialect.literal(text)} as ${dialect.typeName('text')}) as t`,
    );
    return `select answer from (select place, ${expression(helpers)} as answer from (${rows.join(' union all ')}) as texts) as answers order by place`;
  };
};

const names = `(select 'b' as name, 1 as number union all select 'a', 2 union all select 'c''s', 3 union all select 'a', 4) as names`;
const moment = "timestamp '2017-01-31 23:59:59.500'";
const whole = (helpers: DialectHelpers, number: bigint): string => helpers.big_integer(`'${number}'`);
const containers = [
  '[{"cpu": 10}, {"cpu": "20"}, {"name": "x"}, {"cpu": "many"}]',
  '[{"cpu": 0}]',
  '[{"cpu": -7}, {"cpu": 3}]',
  '[{"cpu": 999999999999999999}, {"cpu": 999999999999999999}]',
  '[{"cpu": null}]',
  '[{"name": "x"}]',
  `[${Array.from({ length: 20 }, (_, cpu) => `{"cpu": ${cpu}}`).join()}]`,
  '[]',
  '{"cpu": 10}',
  '{bad',
  null,
];
const resources = [
  '[{"name": "CPU", "integerValue": 36864}, {"name": "MEMORY", "integerValue": "61440"}]',
  '[{"integerValue": 1, "name": "MEMORY"}, {"name": "MEMORY", "integerValue": 2}]',
  '[{"name": "PORTS", "stringSetValue": ["22", "2376"]}]',
  '[{"name": "MEMORY"}]',
  '[]',
  '{bad',
  null,
];
const objects = [
  '{"a":"x"}',
  '{"a": "it\'s", "b": 1}',
  '{"a":""}',
  '{"a":"","b":"\\"a\\":\\"\\""}',
  '{"b":"\\"a\\":\\"\\""}',
  '{"a":null}',
  '{"a":12}',
  '{"a":true}',
  '{"A":"x"}',
  '{"a":"é 😀 \\\\ \\" \\n"}',
  '{}',
  '{bad',
  null,
];

/** floor(factor * numerator / denominator), as the splitting macros put it together. */
export function mulDiv(h: DialectHelpers, factor: string, numerator: string, denominator: string): string {
  const whole = h.small_int_div(factor, denominator);
  return h.quick_mul_div(whole, h.small_int_mod(factor, denominator), numerator, denominator);
}

/** For each helper, where warehouses would differ if it were not for its dialect. */
export const helperExamples: Readonly<Record<DialectHelperName, readonly Example[]>> = {
  big_integer: [
    ask((h) => h.big_integer("'99999999999999999999999999999999999999'")),
    ask((h) => `${h.big_integer('9223372036854775807')} * 2`),
    ask((h) => h.big_integer('-5')),
  ],
  int_div: [
    ask((h) => h.int_div('7', '2')),
    ask((h) => h.int_div('0', '86400000')),
    ask((h) => h.int_div(whole(h, 10n ** 38n - 1n), whole(h, 10n ** 19n - 1n))),
    ask((h) => h.int_div(h.int_div(whole(h, 10n ** 33n + 1n), '3'), h.int_mod('17', '10'))),
  ],
  quick_int_div: [ask((h) => h.quick_int_div(whole(h, 10n ** 30n - 1n), '7'))],
  quick_mul_div: [
    ask((h) => mulDiv(h, `${2n ** 63n - 1n}`, `${2n ** 50n - 1n}`, `${2n ** 50n}`)),
    ask((h) => mulDiv(h, '10', '0', '3')),
  ],
  small_int_div: [
    ask((h) => h.small_int_div('7', '2')),
    ask((h) => h.small_int_div(`${2n ** 63n - 1n}`, '3')),
  ],
  small_int_mod: [
    ask((h) => h.small_int_mod('7', '2')),
    ask((h) => h.small_int_mod(`${2n ** 63n - 1n}`, `${2n ** 50n}`)),
  ],
  int_mod: [
    ask((h) => h.int_mod('7', '2')),
    ask((h) => h.int_mod(whole(h, 10n ** 38n - 1n), whole(h, 10n ** 19n - 1n))),
  ],
  cost_to_units: [
    ask((h) => h.cost_to_units(h.cast('cost', "'12345678901234567890.123456789012345678'"))),
    ask((h) => h.cost_to_units(h.cast('cost', "'-0.000000000000000001'"))),
    ask((h) => h.cost_to_units('7')),
  ],
  units_to_cost: [
    ask((h) => h.units_to_cost(whole(h, 10n ** 38n - 1n))),
    ask((h) => h.units_to_cost('-1')),
    ask((h) => h.units_to_cost(h.cost_to_units(h.cast('cost', "'-99.5'")))),
  ],
  big_sum: [
    (h) =>
      `select ${h.big_sum('n')} as answer from (select cast(9223372036854775807 as bigint) as n union all select 9223372036854775807) as numbers`,
    (h) => `select ${h.big_sum('n')} as answer from (select 1 as n where 1 = 0) as numbers`,
  ],
  cost_or_zero: [
    ask((h) => h.cost_or_zero(h.cast('cost', "'12345678901234567890.123456789012345678'"))),
    // How many digits a zero is shown with is not the same everywhere.
    ask((h) => `${h.cost_or_zero(h.cast('cost', 'null'))} = 0`),
  ],
  add_costs: [
    ask((h) =>
      h.add_costs(
        h.cast('cost', "'1234567890123456789.000000000000000001'"),
        h.cast('cost', "'-0.000000000000000003'"),
      ),
    ),
  ],
  subtract_costs: [
    ask((h) =>
      h.subtract_costs(
        h.cast('cost', "'1234567890123456789.000000000000000001'"),
        h.cast('cost', "'0.000000000000000002'"),
      ),
    ),
  ],
  cast: [
    ask((h) => h.cast('cost', "'6e-08'")),
    ask((h) => h.cast('quantity', "'123456789012345678901234.5'")),
    ask((h) => h.cast('date', "'2017-02-01'")),
    ask((h) => h.cast('timestamp', "'2017-02-01 01:02:03'")),
    ask((h) => h.cast('boolean', "'true'")),
    ask((h) => h.cast('integer', "'-12'")),
    ask((h) => `length(${h.cast('text', `'${'x'.repeat(1000)}'`)})`),
    ask((h) => h.cast('text', '12')),
  ],
  dateadd: [
    ...['millisecond', 'second', 'minute', 'hour', 'day', 'month'].flatMap((unit) =>
      ['1', '-1', '500'].map((count) => ask((h) => h.dateadd(unit, count, moment))),
    ),
    ask((h) => h.dateadd('day', '1', "date '2017-02-28'")),
  ],
  milliseconds_between: [
    ask((h) => h.milliseconds_between("timestamp '0001-01-01 00:00:00'", moment)),
    ask((h) => h.milliseconds_between("timestamp '9999-12-31 00:00:00'", moment)),
    ask((h) =>
      h.milliseconds_between("timestamp '2017-01-01 00:00:00.0009'", "timestamp '2017-01-01 00:00:00.0011'"),
    ),
  ],
  month_of: [ask((h) => h.month_of(moment)), ask((h) => h.month_of("date '2017-02-28'"))],
  regex_match: [
    askEach(['abc', 'b', 'ac', '', null], (h) => h.regex_match('t', 'b')),
    askEach(['a.c', 'abc', 'a\\c'], (h) => h.regex_match('t', 'a[.\\\\]c')),
    askEach(['TAX', 'a tax', 'taxi'], (h) => h.regex_match('lower(t)', '(^|[^a-z])(tax|vat)([^a-z]|$)')),
  ],
  regex_extract: [
    askEach(['service:web-1', 'service:', 'task', '', null], (h) => h.regex_extract('t', '^service:(.*)$')),
    askEach(['i-0abc i-1', 'x'], (h) => h.regex_extract('t', 'i-[0-9a-f]+')),
    askEach(['0036.0', '12345678', '123456789', '1.5'], (h) =>
      h.regex_extract('t', '^0*([0-9]{1,8})([.]0*)?$'),
    ),
  ],
  regex_replace: [
    askEach(['a-b-c', '-', 'abc', '', null], (h) => h.regex_replace('t', '-', '')),
    ...['\\1', '$1', '\\', '$', "'"].map((replacement) =>
      askEach(['a-b-c'], (h) => h.regex_replace('t', '(-)', replacement)),
    ),
  ],
  matches_glob: [
    ...[
      'abc',
      'a*',
      '*c',
      '*b*',
      'a*c',
      '*',
      '**',
      '',
      'a*b*c',
      '*a*b',
      'a**c',
      '*b*c*',
      'a*a*',
      'a*a*a',
      '*é*😀',
      'a_%',
      'a*_*%',
      '!*\\*!',
      "*'*'",
    ].map((pattern) =>
      askEach(
        [
          'abc',
          'a',
          'aa',
          'aab',
          'aXbXc',
          'abcabc',
          'cba',
          '',
          'ABC',
          'éb😀',
          'a_%',
          'a_x%',
          'axy',
          '!\\!',
          "it's 'so'",
          'a\nc',
          null,
        ],
        (h) => h.matches_glob('t', h.literal(pattern)),
      ),
    ),
  ],
  string_agg: [
    (h) => `select ${h.string_agg('name', "', '", 'number desc')} as answer from ${names}`,
    (h) => `select ${h.string_agg('name', '', 'name, number')} as answer from ${names}`,
  ],
  json_text: [
    askEach(objects, (h) => h.json_text('t', 'a')),
    ...['aws:ecs:serviceName', 'a b', "it's", 'a"b', 'a\\b', 'a/b', 'a~b', 'é', '$', ''].flatMap((key) => [
      askEach([JSON.stringify({ other: '', [key]: 'x' })], (h) => h.json_text('t', key)),
      askEach([JSON.stringify({ other: 'x', [key]: '' })], (h) => h.json_text('t', key)),
      askEach([JSON.stringify({ other: 'x' })], (h) => h.json_text('t', key)),
    ]),
  ],
  json_text_of: [
    askEach(objects, (h) => h.json_text_of('t', "'a'")),
    ...['aws:ecs:serviceName', 'a b', 'é'].flatMap((key) =>
      ['x', ''].map((value) =>
        askEach([JSON.stringify({ [key]: value })], (h) => h.json_text_of('t', h.literal(key))),
      ),
    ),
  ],
  json_array_sum: [askEach(containers, (h) => h.json_array_sum('t', 'cpu'))],
  json_array_find: [
    askEach(resources, (h) => h.json_array_find('t', 'name', 'MEMORY', 'integerValue')),
    askEach(resources, (h) => h.json_array_find('t', 'name', "x' or '1", 'integerValue')),
  ],
  md5: [askEach(['', 'apportion', 'é\\', null], (h) => h.md5('t'))],
  // Each warehouse has its own digits; what has to be the same is which texts have the same.
  digest_of: [
    (h) =>
      `select (select ${h.digest_of('name')} from (select 'a' as name union all select 'b' union all select 'a') as one)
         = (select ${h.digest_of('name')} from (select 'b' as name union all select 'a' union all select 'a') as two) as answer`,
    (h) =>
      `select (select ${h.digest_of('name')} from (select 'a' as name union all select 'b') as one)
         = (select ${h.digest_of('name')} from (select 'b' as name union all select 'a' union all select 'a') as two) as answer`,
    (h) =>
      `select (select ${h.digest_of('name')} from (select 'a' as name union all select 'b' union all select 'b') as one)
         = (select ${h.digest_of('name')} from (select 'b' as name union all select 'a' union all select 'a') as two) as answer`,
    (h) => `select length(${h.digest_of('name')}) as answer from ${names}`,
  ],
  row_hash: [
    (h) => {
      const rows = [
        "'ab'/'c'",
        "'a'/'bc'",
        "'ab'/'c'",
        'null/null',
        "''/null",
        "null/''",
        'null/null',
        "'-'/null",
        "null/'-'",
      ].map((row, place) => {
        const [a = '', b = ''] = row.split('/');
        return `select ${place} as place, cast(${a} as varchar(9)) as a, cast(${b} as varchar(9)) as b, date '2017-01-01' as d, 1 = 1 as e`;
      });
      const hashed = `select place, ${h.row_hash('a, coalesce(b, null), d, e')} as hash from (${rows.join(' union all ')}) as given`;
      return `with hashes as (${hashed}) select same from (
        select hashes.place, min(others.place) as same, min(hashes.hash) as hash
        from hashes inner join hashes as others on others.hash = hashes.hash
        group by hashes.place
      ) as pairs where hash >= 0 order by place`;
    },
  ],
  literal: [
    ...['', "it's", 'it\'s \\ -- /* " \n', '\\', "\\'", "\\\\'", 'é€😀', '{{ref "x"}}', ':name'].map((text) =>
      ask((h) => h.literal(text)),
    ),
  ],
};
