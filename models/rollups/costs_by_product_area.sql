/*
description: One row per product area, month and run; the rows of a run and month sum to the bill. `unallocated` is always there.
grain: [run_id, statement_month, product_area]
columns:
  run_at: {description: When the run started.}
tests:
  - adds_up_to: {model: int_line_groups, by: [statement_month], sum: unblended_cost}
  - adds_up_to: {model: alc_group_costs, by: [statement_month, product_area], sum: unblended_cost}
  - relationships: {column: product_area, to: product_areas, field: product_area}
*/
with

group_costs as (

    select
        statement_month,
        product_area,
        unblended_cost
    from {{ref "alc_group_costs"}}

    union all

    select
        statement_month,
        'unallocated' as product_area,
        {{cast "cost" "0"}} as unblended_cost
    from {{ref "int_months"}}

),

costs as (

    select
        {{cast "text" (run_id)}} as run_id,
        {{run_started_at}} as run_at,
        statement_month,
        product_area,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
    from group_costs
    group by statement_month, product_area

)

select * from costs
