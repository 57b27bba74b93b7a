/*
description: The months of the run.
materialized: table
*/
select cast('2017-01-01' as date) as statement_month
where {{in_scope "statement_month"}}
