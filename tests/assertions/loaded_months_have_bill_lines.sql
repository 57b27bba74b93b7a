/*
description: Every month of which a bill was loaded has at least one bill line; a bill of totals alone is not a bill.
*/
with

loaded as (

    select
        statement_month,
        count(*) as loaded_rows,
        sum(unblended_cost) as loaded_cost
    from {{loaded_rows "bill"}} as all_bills
    where {{in_scope "statement_month"}}
    group by statement_month

),

months as (

    select * from {{ref "int_months"}}

),

wrong as (

    select
        loaded.statement_month,
        loaded.loaded_rows,
        loaded.loaded_cost
    from loaded
    left join months on months.statement_month = loaded.statement_month
    where months.statement_month is null

)

select * from wrong
