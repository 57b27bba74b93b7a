/*
description: A row for each month.
materialized: incremental
*/
select cast('2017-01-01' as date) as statement_month
