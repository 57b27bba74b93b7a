/*
description: The rows that this run adds to each final rollup sum to the bill of the month that it finalizes.
*/
with

finalized_months as (

    select * from {{ref "finalized_months"}}

),

final_rows as (

    select 'costs_by_product_area_final' as rollup, statement_month, unblended_cost
    from {{ref "costs_by_product_area_final"}}

    union all

    select 'costs_by_aws_product_final' as rollup, statement_month, unblended_cost
    from {{ref "costs_by_aws_product_final"}}

    union all

    select 'costs_by_ecs_service_final' as rollup, statement_month, unblended_cost
    from {{ref "costs_by_ecs_service_final"}}

),

sums as (

    select rollup, statement_month, sum(unblended_cost) as final_cost
    from final_rows
    group by rollup, statement_month

),

rollups as (

    select 'costs_by_product_area_final' as rollup
    union all
    select 'costs_by_aws_product_final' as rollup
    union all
    select 'costs_by_ecs_service_final' as rollup

),

wrong as (

    select
        rollups.rollup,
        finalized_months.statement_month,
        finalized_months.bill_total,
        sums.final_cost,
        {{subtract_costs "finalized_months.bill_total" (cost_or_zero "sums.final_cost")}} as difference
    from finalized_months
    cross join rollups
    left join sums
        on sums.rollup = rollups.rollup
        and sums.statement_month = finalized_months.statement_month
    where sums.final_cost is null
        or sums.final_cost <> finalized_months.bill_total

)

select * from wrong
