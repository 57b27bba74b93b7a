/*
description: One row.
materialized: view
redshift: {dist: a}
*/
select 1 as a
