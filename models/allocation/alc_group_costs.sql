/*
description: >
  One row per group of bill lines, ECS service, product area and method, with the sum of the rows of allocated_costs: what
  the rollups and reports sum up further.
grain: [statement_month, line_group, ecs_service, product_area, method, reason]
materialized: view
columns:
  ecs_service: {nullable: true}
  reason: {nullable: true}
  lines: {description: "How many bill lines have their first part in it: together, each line once."}
tests:
  - not_null: [account_id, aws_product, unblended_cost]
  - relationships: {column: product_area, to: product_areas, field: product_area}
  - accepted_values:
      column: method
      values: [first_rule, tag, resource_tag, ecs, ecs_idle, ebs_ecs, ebs, ebs_unattached, fargate, rule, shared, support, unallocated]
  - adds_up_to: {model: int_line_groups, by: [statement_month, account_id, aws_product], sum: unblended_cost}
*/
with

all_costs as (

    select * from {{ref "alc_own_costs"}}

    union all

    select * from {{ref "alc_pool_costs"}}

)

select * from all_costs
