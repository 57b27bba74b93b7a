/*
description: A model.
*/
select {{int_div "a" "b} as a
from {{ref "areas"}}
