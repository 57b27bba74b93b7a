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
comment on table seeds.areas__b_r20170308t040506_1a2b is 'Areas.';

-- build
create table staging.b_table__b_r20170308t040506_1a2b as
select area from seeds.areas__b_r20170308t040506_1a2b;

-- build
comment on table staging.b_table__b_r20170308t040506_1a2b is 'A model.';

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
comment on table rollups.c_incremental__b_r20170308t040506_1a2b is 'months: 2017-02';

-- build
create table rollups.d_history__b_r20170308t040506_1a2b as
select 'r20170308t040506_1a2b' as run_id, cost, cast(null as timestamp) as published_at from rollups.c_incremental__b_r20170308t040506_1a2b;

-- build
create view rollups.e_view__b_r20170308t040506_1a2b as
select cost from rollups.c_incremental__b_r20170308t040506_1a2b;

-- audit
select
    sum(case when area is null then 1 else 0 end) as not_null__areas__area,
    count(*) - count(distinct cast(hash(area) >> 1 as bigint)) as unique__areas__area
from seeds.areas__b_r20170308t040506_1a2b;

-- audit
select * from (
select statement_month from rollups.c_incremental__b_r20170308t040506_1a2b where cost = 0
) as found limit 21;

-- build
update rollups.d_history__b_r20170308t040506_1a2b
set published_at = timestamp '2017-03-08 04:05:06.789';

-- publish
drop view rollups.e_view__b_r20170308t040506_1a2b;

-- publish
drop view rollups.e_view;

-- publish
drop view staging.a_view__b_r20170308t040506_1a2b;

-- publish
drop view staging.a_view;

-- publish
drop table staging.b_table;

-- publish
drop table seeds.areas;

-- publish
alter table seeds.areas__b_r20170308t040506_1a2b rename to areas;

-- publish
alter table staging.b_table__b_r20170308t040506_1a2b rename to b_table;

-- publish
alter table rollups.c_incremental rename to c_incremental__p_r00000000t000000_0000;

-- publish
alter table rollups.c_incremental__b_r20170308t040506_1a2b rename to c_incremental__p_r20170308t040506_1a2b;

-- publish
comment on table rollups.c_incremental__p_r00000000t000000_0000 is 'months: 2017-01';

-- publish
insert into rollups.d_history (run_id, cost, published_at)
select run_id, cost, published_at
from rollups.d_history__b_r20170308t040506_1a2b;

-- publish
create view staging.a_view as
select statement_month, cost from raw.raw_bill__lines;

-- publish
create view rollups.c_incremental as
select statement_month, cost from rollups.c_incremental__p_r00000000t000000_0000 where statement_month in (date '2017-01-01')
union all
select statement_month, cost from rollups.c_incremental__p_r20170308t040506_1a2b;

-- publish
create view rollups.e_view as
select cost from rollups.c_incremental;

-- publish
create table if not exists raw.raw_apportion__published_months (statement_month date, bill_digest varchar, events_digest varchar, project_digest varchar, run_id varchar, published_at timestamp);

-- publish
delete from raw.raw_apportion__published_months where statement_month in (date '2017-02-01');

-- publish
insert into raw.raw_apportion__published_months values (date '2017-02-01', '22e8b548e859eb8d16726fc05f5acda232ca2b1889a101e211d30afa80d28244', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'fef7d76969071d2a02e0fb3ae7769edabc17192f981d3cd629fe3bdc1a1eb738', 'r20170308t040506_1a2b', timestamp '2017-03-08 04:05:06.789');

-- cleanup
drop table rollups.d_history__b_r20170308t040506_1a2b;

-- cleanup
comment on view rollups.c_incremental is 'A model.';
