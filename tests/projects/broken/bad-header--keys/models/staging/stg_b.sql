/*
description: One row.
redshift: {dist: [a], sorted: [a]}
*/
select 1 as a
