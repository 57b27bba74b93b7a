/** For each rule what it reports, with where the finding begins, and what looks like it and is not reported. */
export const ruleCases: Readonly<
  Record<string, { readonly found: string; readonly at: string; readonly missed: string }>
> = {
  'integer-division': {
    found: 'select\n    tasks / nullif(hosts, 0) as ratio\nfrom t',
    at: '2:11',
    missed:
      'select cast(tasks as double precision) / nullif(hosts, 0) as a, {{int_div "tasks" "hosts"}} as b from t',
  },
  'decimal-division': {
    found: 'select sum(unblended_cost) * share / nullif(total, 0) as part from t',
    at: '1:36',
    missed: "select 'a / b' as text, sum(unblended_cost) * share as part -- a / b\nfrom t",
  },
  'division-by-zero': {
    found: 'select mod(a, b) as left_over from t',
    at: '1:15',
    missed: 'select a % 7 as b, mod(a, nullif(c, 0)) as d, {{int_mod "a" "c"}} as e from t',
  },
  'integer-average': {
    found: 'select avg(tasks) as mean from t',
    at: '1:8',
    missed: 'select avg(cast(tasks as double precision)) as mean, t.avg from t',
  },
  'decimal-average': {
    found: 'select avg(unblended_cost) as mean from t',
    at: '1:8',
    missed: 'select sum(unblended_cost) as total, count(unblended_cost) as n from t',
  },
  'integer-sum': {
    found: 'select sum(a::int) as total from t',
    at: '1:8',
    missed:
      'select sum(case when a then 1 else 0 end) as n, sum(cast(b as bigint)) as total, sum(1) as m from t',
  },
  'wide-product': {
    found: 'select t.unblended_cost * cast(share as decimal(38,10)) as part from t',
    at: '1:8',
    missed:
      'select unblended_cost * 2 as double_cost, cast(a as decimal(18,2)) * cast(b as decimal(18,2)) as c, count(*) as n from t',
  },
  'wide-sum': {
    found: 'select a, -unblended_cost - t.unblended_cost as difference from t',
    at: '1:12',
    missed:
      'select unblended_cost + 1 as a, {{add_costs "unblended_cost" "b"}} as c, -unblended_cost as d from t',
  },
  'bare-decimal': {
    found: 'select a::numeric as b from t',
    at: '1:11',
    missed: 'select cast(a as decimal(10,2)) as b, c as numeric from t',
  },
  'decimal-19': {
    found: 'select cast(a as numeric(19, 4)) as b from t',
    at: '1:18',
    missed: 'select cast(a as decimal(18,4)) as b, cast(a as decimal(38,19)) as c from t',
  },
  'lower-scale': {
    found: 'select cast(unblended_cost as decimal(38,2)) as cents from t',
    at: '1:8',
    missed:
      'select cast(round(unblended_cost, 2) as decimal(38,2)) as cents, cast(unblended_cost as decimal(38,18)) as cost from t',
  },
  'mixed-decimals': {
    found: 'select unblended_cost as cost from t\nunion all\nselect cast(b as decimal(10,2)) as cost from u',
    at: '3:8',
    missed:
      'select unblended_cost as cost, 1 as n from t union all select {{cast "cost" "0"}} as cost, 2 as n from u',
  },
  'trailing-blank': {
    found: "select * from t where kind in ('tax', 'fee ')",
    at: '1:39',
    missed: "select a || ' ' || b as c from t where kind = 'fee'",
  },
  'bare-trim': {
    found: 'select lower(trim(both from a)) as b from t',
    at: '1:14',
    missed: "select trim(both ' ' from a) as b, trim(' ' from c) as d, rtrim(e, ' ') as f, t.trim from t",
  },
  'concat-null': {
    found: "select concat(a, 'x') as b from t",
    at: '1:8',
    missed: "select a || 'x' as b, t.concat from t",
  },
  'concat-many': {
    found: "select concat(a, '-', concat_ws(',', b, c)) as d from t",
    at: '1:8',
    missed: "select a || '-' || b as d from t",
  },
  'regex-operator': {
    found: "select * from t where name !~ 'x'",
    at: '1:28',
    missed: 'select ~1 as bits from t where {{regex_match "name" "~x"}}',
  },
  'similar-to': {
    found: "select * from t where name not similar to 'a%'",
    at: '1:32',
    missed: "select similar, name from t where name like 'a%'",
  },
  'regexp-replace': {
    found: "select regexp_replace(a, 'x', 'y') as b from t",
    at: '1:8',
    missed: 'select {{regex_replace "a" "x" "y"}} as b from t',
  },
  backslash: {
    found: "select replace(a, '\\', '/') as b from t",
    at: '1:19',
    missed: 'select strpos(a, {{literal "\\u"}}) as b from t where {{regex_match "a" "\\d"}} -- \\',
  },
  'text-length': {
    found: 'select cast(a as varchar(10)) as b from t',
    at: '1:18',
    missed: 'select cast(a as varchar) as b, {{cast "text" "a"}} as c, text, d as text from t',
  },
  'capitals-in-quotes': {
    found: 'select "UsageType" from t',
    at: '1:8',
    missed: 'select UsageType, "usage type", \'"A"\' as c from t',
  },
  'long-name': {
    found: `select 1 as ${'é'.repeat(64)} from t`,
    at: '1:13',
    missed: `select 1 as ${'é'.repeat(63)} from t`,
  },
  'null-order': {
    found: "select row_number() over (partition by b order by nullif(a, '') desc, c) as n from t",
    at: '1:51',
    missed:
      "select row_number() over (order by a desc, nullif(b, '') desc nulls last, case when a then 1 else 0 end desc, nullif(c, '')) as n from t",
  },
  'date-trunc': {
    found: "select date_trunc('month', a) as b from t",
    at: '1:8',
    missed:
      "select cast(date_trunc('month', a) as date) as b, date_trunc('day', a)::date as c, {{month_of \"a\"}} as d from t",
  },
  datediff: {
    found: "select date_diff('day', a, b) as days from t",
    at: '1:8',
    missed: 'select {{milliseconds_between "a" "b"}} as c, datediff from t',
  },
  'to-timestamp': {
    found: 'select to_timestamp(a) as b from t',
    at: '1:8',
    missed: 'select {{cast "timestamp" "a"}} as to_timestamp from t',
  },
  listagg: {
    found: "select listagg(a, ',') within group (order by a) as list from t",
    at: '1:8',
    missed: 'select {{string_agg "a" "," "a"}} as list from t',
  },
  'qualify-without-alias': {
    found: 'select a from s.t\nqualify row_number() over (order by a) = 1',
    at: '2:1',
    missed:
      'select a from t as u qualify row_number() over (order by a) = 1 union all select a from t where a > 0 qualify row_number() over (order by a) = 1',
  },
  'recursive-columns': {
    found:
      'with recursive a (n) as (select 1), b as (select 1 as n union all select n + 1 from b where n < 9) select n from b',
    at: '1:37',
    missed:
      'with recursive a as (select 1 as n), b (n) as (select n from a union all select n + 1 from b where n < 9) select n from b',
  },
  'redshift-nvl': {
    found: "select nvl(a, '') as b from t",
    at: '1:8',
    missed: 'select nvl, coalesce(a, b) as c from t',
  },
  'redshift-nvl2': {
    found: 'select nvl2(a, 1, 0) as b from t',
    at: '1:8',
    missed: 'select a as nvl2 from t',
  },
  'redshift-getdate': {
    found: 'select a from t where b < getdate()',
    at: '1:27',
    missed: 'select {{run_started_at}} as getdate',
  },
  'redshift-sysdate': {
    found: 'select a from t where b < sysdate',
    at: '1:27',
    missed: 'select t.sysdate, b as sysdate from t',
  },
  'redshift-dateadd': {
    found: 'select dateadd(day, 1, a) as b from t',
    at: '1:8',
    missed: 'select {{dateadd "day" "1" "a"}} as b from t',
  },
  'redshift-add-months': {
    found: 'select add_months(a, 1) as b from t',
    at: '1:8',
    missed: 'select {{dateadd "month" "1" "a"}} as add_months from t',
  },
  'redshift-months-between': {
    found: 'select months_between(a, b) as c from t',
    at: '1:8',
    missed: 'select months_between from t',
  },
  'redshift-charindex': {
    found: "select charindex('x', a) as b from t",
    at: '1:8',
    missed: "select strpos(a, 'x') as b from t",
  },
  'redshift-isnull': {
    found: 'select isnull(a, 0) as b from t',
    at: '1:8',
    missed: 'select a from t where a isnull and b is null',
  },
  'redshift-to-char': {
    found: "select to_char(a, 'YYYY') as b from t",
    at: '1:8',
    missed: 'select {{cast "text" "a"}} as to_char from t',
  },
  'redshift-to-date': {
    found: "select to_date(a, 'YYYY') as b from t",
    at: '1:8',
    missed: 'select {{cast "date" "a"}} as to_date from t',
  },
  'redshift-to-number': {
    found: "select to_number(a, '9') as b from t",
    at: '1:8',
    missed: 'select {{cast "integer" "a"}} as to_number from t',
  },
  'redshift-convert-timezone': {
    found: "select convert_timezone('CET', a) as b from t",
    at: '1:8',
    missed: "select 'convert_timezone(a)' as b from t",
  },
  'redshift-decode': {
    found: 'select decode(a, 1, 2, 3) as b from t',
    at: '1:8',
    missed: 'select case a when 1 then 2 else 3 end as decode from t',
  },
  'redshift-ratio-to-report': {
    found: 'select ratio_to_report(a) over (partition by b) as c from t',
    at: '1:8',
    missed: 'select sum(a) over (partition by b) as ratio_to_report from t',
  },
  'redshift-sha2': {
    found: 'select sha2(a, 256) as b from t',
    at: '1:8',
    missed: 'select {{md5 "a"}} as sha2 from t',
  },
  'redshift-func-sha1': {
    found: 'select func_sha1(a) as b from t',
    at: '1:8',
    missed: 'select {{md5 "a"}} as func_sha1 from t',
  },
  'redshift-json-extract-path-text': {
    found: "select json_extract_path_text(a, 'b', true) as c from t",
    at: '1:8',
    missed: 'select {{json_text "a" "b"}} as c from t',
  },
  'redshift-regexp-substr': {
    found: "select regexp_substr(a, 'x') as b from t",
    at: '1:8',
    missed: 'select {{regex_extract "a" "x"}} as b from t',
  },
  'redshift-regexp-count': {
    found: "select regexp_count(a, 'x') as b from t",
    at: '1:8',
    missed: 'select regexp_count from t',
  },
  'redshift-regexp-instr': {
    found: "select regexp_instr(a, 'x') as b from t",
    at: '1:8',
    missed: 'select regexp_instr from t',
  },
  'redshift-btrim': {
    found: "select btrim(a, 'x') as b from t",
    at: '1:8',
    missed: "select trim(both 'x' from a) as btrim from t",
  },
  'redshift-approximate-count': {
    found: 'select approximate count(distinct a) as n from t',
    at: '1:8',
    missed: 'select approximate, count(distinct a) as n from t',
  },
  'redshift-top': {
    found: 'select distinct top 10 a from t',
    at: '1:17',
    missed: 'select top, t.top as b from t limit 10',
  },
  'duckdb-filter': {
    found: 'select count(*) filter (where a > 0) as n from t',
    at: '1:17',
    missed: 'select filter, count(case when a > 0 then 1 end) as n from t',
  },
  'duckdb-values': {
    found: 'select n from (\n    values (1), (2)\n) as t (n)',
    at: '2:5',
    missed: "select t.values, 'values (1)' as a from t",
  },
  'duckdb-distinct-on': {
    found: 'select distinct on (a) a, b from t order by a, b',
    at: '1:8',
    missed: 'select distinct a, b from t',
  },
  'duckdb-window': {
    found: 'select sum(a) over w as s from t window w as (order by b)',
    at: '1:34',
    missed: 'with w as (select 1 as window) select window as w from w',
  },
  'duckdb-no-frame': {
    found: 'select max(a) over (partition by c order by b) as s from t',
    at: '1:8',
    missed:
      'select sum(a) over (partition by b) as s, lag(a) over (order by b) as p, sum(a) over (order by b rows unbounded preceding) as q from t',
  },
  'duckdb-range-frame': {
    found: 'select sum(a) over (order by b range unbounded preceding) as s from t',
    at: '1:32',
    missed: 'select sum(a) over (order by b rows between 1 preceding and current row) as range from t',
  },
  'duckdb-semi-join': {
    found: 'select a from t anti join u on u.a = t.a',
    at: '1:17',
    missed: 'select a from t where not exists (select 1 from u where u.a = t.a)',
  },
  'duckdb-asof-join': {
    found: 'select a from t asof left join u on t.b >= u.b',
    at: '1:17',
    missed: 'select a from asof inner join u on asof.b >= u.b',
  },
  'duckdb-positional-join': {
    found: 'select a from t positional join u',
    at: '1:17',
    missed: 'select positional from t inner join u on u.a = t.a',
  },
  'duckdb-tablesample': {
    found: 'select a from t using sample 10',
    at: '1:17',
    missed: 'select a as sample from t inner join u using (a)',
  },
  'duckdb-set-operation-all': {
    found: 'select a from t intersect all select a from u',
    at: '1:17',
    missed: 'select a from t except select a from u union all select a from v',
  },
  'duckdb-is-distinct-from': {
    found: 'select a from t where a is not distinct from b',
    at: '1:25',
    missed: 'select distinct a from t where a is not null',
  },
  'duckdb-from-first': {
    found: 'with a as (from t select b) select b from a',
    at: '1:12',
    missed:
      "-- lint: allow bare-trim because nothing else begins with from\nselect extract(year from a) as b, trim(from c) as d from (select a, c from t) as e union all select 1, 'x' from t",
  },
  'duckdb-star-exclude': {
    found: 'select t.* replace (1 as a) from t',
    at: '1:10',
    missed: "select *, a * replace(b, 'x', 'y') as c from t",
  },
  'duckdb-current-timestamp': {
    found: 'select a from t where b < now()',
    at: '1:27',
    missed: 'select t.current_timestamp, {{run_started_at}} as now, current_date as day from t',
  },
  'duckdb-enforced-key': {
    found: 'create table t (a integer, primary key (a))',
    at: '1:28',
    missed: 'select primary_key, key from t',
  },
  'duckdb-generate-series': {
    found: 'select n from range(9) as t (n)',
    at: '1:15',
    missed: 'select range, t.range as b from range as range (n)',
  },
  'duckdb-string-agg': {
    found: "select string_agg(a, ',') as list from t",
    at: '1:8',
    missed: 'select {{string_agg "a" "," "a"}} as list from t',
  },
  'duckdb-array-agg': {
    found: 'select list(a) as b from t',
    at: '1:8',
    missed: 'with list (a) as (select 1) select list.a from list as list (a)',
  },
  'duckdb-array': {
    found: 'select a[1] as b, c from t',
    at: '1:9',
    missed: 'select \'[1]\' as b, {{json_array_sum "c" "d"}} as e from t',
  },
  'duckdb-struct': {
    found: "select {'a': 1} as pair",
    at: '1:8',
    missed: 'select \'{"a": 1}\' as pair, row_number() over (order by a) as n from t',
  },
  'duckdb-list-function': {
    found: 'select list_sum(a) as b from t',
    at: '1:8',
    missed: 'select {{json_array_sum "a" "b"}} as b, list_price from t',
  },
  'duckdb-lambda': {
    found: 'select apply(a, lambda x: x + 1) as b from t',
    at: '1:17',
    missed: 'select lambda, x from t',
  },
  'duckdb-json': {
    found: 'select cast(a as json) as b from t',
    at: '1:18',
    missed: 'select {{json_text "a" "b"}} as json, json from t',
  },
  'duckdb-uuid': { found: 'select a::uuid as b from t', at: '1:11', missed: 'select uuid, a as uuid from t' },
  'duckdb-try-cast': {
    found: 'select try_cast(a as integer) as b from t',
    at: '1:8',
    missed: 'select {{json_text "a" "b"}} as c, cast(a as integer) as b from t',
  },
  'duckdb-integer-operator': {
    found: 'select a // 7 as c from t',
    at: '1:10',
    missed: 'select {{int_div "a" "7"}} as c, \'http://x\' as d from t',
  },
  'duckdb-type': {
    found: 'select a::hugeint as b from t',
    at: '1:11',
    missed: 'select {{big_integer "a"}} as b, cast(a as bigint) as blob from t',
  },
  'duckdb-hash': {
    found: 'select hash(a) as h from t',
    at: '1:8',
    missed: 'select {{row_hash "a"}} as hash from t',
  },
  'duckdb-function': {
    found: "select strftime(a, '%Y') as year from t",
    at: '1:8',
    missed: 'select coalesce(a, b) as product, format, {{md5 "a"}} as mode from t',
  },
};
