-- build
create schema if not exists raw;

-- build
create schema if not exists seeds;

-- build
create schema if not exists staging;

-- build
create schema if not exists rollups;

-- build
create table seeds.areas__b_r20170308t040506_1a2b (
    area varchar,
    weight bigint
);

-- build
insert into seeds.areas__b_r20170308t040506_1a2b (area, weight) values
    ('api', cast('3' as bigint)),
    ('it''s', null);

-- build
create table staging.b_table__b_r20170308t040506_1a2b as
select area from seeds.areas__b_r20170308t040506_1a2b;

-- build
create view staging.a_view__b_r20170308t040506_1a2b as
select statement_month, cost from raw.raw_bill__lines;

-- build
create table rollups.c_incremental__b_r20170308t040506_1a2b as
select statement_month, sum(cost) as cost
from staging.a_view__b_r20170308t040506_1a2b
where statement_month in (date '2017-02-01')
group by statement_month;

-- build
create table rollups.d_history__b_r20170308t040506_1a2b as
select 'r20170308t040506_1a2b' as run_id, cost, cast(null as timestamp) as published_at from rollups.c_incremental__b_r20170308t040506_1a2b;

-- build
create view rollups.e_view__b_r20170308t040506_1a2b as
select cost from rollups.c_incremental__b_r20170308t040506_1a2b;

-- audit
select statement_month from rollups.c_incremental__b_r20170308t040506_1a2b where cost = 0;

-- publish
drop view rollups.e_view__b_r20170308t040506_1a2b;

-- publish
drop view staging.a_view__b_r20170308t040506_1a2b;

-- publish
alter table seeds.areas__b_r20170308t040506_1a2b rename to areas;

-- publish
alter table staging.b_table__b_r20170308t040506_1a2b rename to b_table;

-- publish
alter table rollups.c_incremental__b_r20170308t040506_1a2b rename to c_incremental;

-- publish
update rollups.d_history__b_r20170308t040506_1a2b
set published_at = timestamp '2017-03-08 04:05:06.789';

-- publish
alter table rollups.d_history__b_r20170308t040506_1a2b rename to d_history;

-- publish
comment on table rollups.d_history is 'append-only';

-- publish
create view staging.a_view as
select statement_month, cost from raw.raw_bill__lines;

-- publish
create view rollups.e_view as
select cost from rollups.c_incremental;
