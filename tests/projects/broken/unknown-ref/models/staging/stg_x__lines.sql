/*
description: A model.
*/
select * from {{source "x" "lines"}}
