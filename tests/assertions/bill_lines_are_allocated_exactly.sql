/*
description: Every bill line is allocated, and its parts sum to its cost.
*/
with

bill_lines as (

    select
        statement_month,
        bill_line_id,
        unblended_cost as bill_cost
    from {{ref "int_bill_lines"}}

),

allocated_costs as (

    select
        statement_month,
        bill_line_id,
        sum(unblended_cost) as allocated_cost
    from {{ref "allocated_costs"}}
    group by statement_month, bill_line_id

),

compared as (

    select
        coalesce(bill_lines.statement_month, allocated_costs.statement_month) as statement_month,
        coalesce(bill_lines.bill_line_id, allocated_costs.bill_line_id) as bill_line_id,
        bill_lines.bill_cost,
        allocated_costs.allocated_cost,
        coalesce(bill_lines.bill_cost, 0) - coalesce(allocated_costs.allocated_cost, 0) as difference
    from bill_lines
    full outer join allocated_costs
        on allocated_costs.statement_month = bill_lines.statement_month
        and allocated_costs.bill_line_id = bill_lines.bill_line_id

),

wrong as (

    select *
    from compared
    where bill_cost is null
        or allocated_cost is null
        or difference <> 0

)

select * from wrong
