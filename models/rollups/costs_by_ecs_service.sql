/*
description: One row per ECS service, product area, month and run; what is not ECS is a row with ecs_service null, so the rows of a run and month sum to the bill.
grain: [run_id, statement_month, ecs_service, product_area]
columns:
  run_at: {description: When the run started.}
  ecs_service: {nullable: true, description: Null for everything that is not an ECS service's.}
tests:
  - adds_up_to: {model: int_line_groups, by: [statement_month], sum: unblended_cost}
  - adds_up_to: {model: alc_group_costs, by: [statement_month, ecs_service, product_area], sum: unblended_cost}
  - relationships: {column: product_area, to: product_areas, field: product_area}
*/
with

group_costs as (

    select * from {{ref "alc_group_costs"}}

),

costs as (

    select
        {{cast "text" (run_id)}} as run_id,
        {{run_started_at}} as run_at,
        statement_month,
        ecs_service,
        product_area,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
    from group_costs
    group by statement_month, ecs_service, product_area

)

select * from costs
