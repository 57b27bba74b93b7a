/*
description: The same as a table.
materialized: table
*/
with recursive numbers (number) as (
    select 1 as number
    union all
    select number + 1 from numbers where number < 3
)

select * from numbers
