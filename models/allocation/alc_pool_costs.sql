/*
description: >
  One row per group of bill lines, product area and method, with the sum of the parts that several areas share: what alc_own_costs has of the others.
grain: [statement_month, line_group, ecs_service, product_area, method, reason]
redshift: {dist: line_group, sort: [statement_month, line_group]}
columns:
  ecs_service: {nullable: true}
  reason: {nullable: true}
  parts: {description: "How many parts of bill lines are in the sum."}
  lines: {description: "How many bill lines have their first part in it: together, each line once."}
*/
with

pool_costs as (

    select
        statement_month,
        line_group,
        account_id,
        aws_product,
        usage_type,
        ecs_service,
        product_area,
        method,
        reason,
        {{cast "integer" "count(*)"}} as parts,
        {{cast "integer" "sum(case when is_first_part then 1 else 0 end)"}} as lines,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
    from {{ref "alc_shared_costs"}}
    group by
        statement_month,
        line_group,
        account_id,
        aws_product,
        usage_type,
        ecs_service,
        product_area,
        method,
        reason

)

select * from pool_costs
