/*
description: A month that this run marks final has no estimated line.
*/
with

finalized_months as (

    select distinct statement_month
    from {{ref "finalized_months"}}

),

wrong as (

    select
        bill_lines.statement_month,
        bill_lines.bill_line_id,
        bill_lines.unblended_cost
    from {{ref "int_bill_lines"}} as bill_lines
    inner join finalized_months on finalized_months.statement_month = bill_lines.statement_month
    where bill_lines.is_estimated

)

select * from wrong
