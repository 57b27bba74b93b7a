/*
description: The same, as a view.
materialized: view
*/
select statement_month from {{ref "stg_months"}}
