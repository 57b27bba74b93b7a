/*
description: A model.
*/
select {{ref 'a'} as a
from {{ ref('stg_x') }}
