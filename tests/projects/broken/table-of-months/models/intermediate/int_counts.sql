/*
description: How many months there are.
*/
select count(*) as months from {{ref "stg_shown"}}
