/*
description: A model.
*/
select * from {{ref "int_x"}}
