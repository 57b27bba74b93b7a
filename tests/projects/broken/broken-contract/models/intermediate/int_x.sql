/*
description: A model.
*/
select * from {{union_of "unused"}} as x
