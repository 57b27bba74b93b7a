/*
description: A model.
*/
select 1 as a
union all
select * from {{ref "stg_c"}}
