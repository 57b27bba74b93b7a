/*
description: A model.
*/
select * from {{ ref('stg_x') }}
union all select * from {{ref "stg_y" }
union all select * from {{ref "areas"}}
