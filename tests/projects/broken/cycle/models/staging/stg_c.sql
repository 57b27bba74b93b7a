/*
description: A model.
*/
select * from {{ref "stg_a"}}
