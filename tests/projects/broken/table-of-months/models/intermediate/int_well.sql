/*
description: A table that reads a table; that one is told.
*/
select months from {{ref "int_counts"}}
