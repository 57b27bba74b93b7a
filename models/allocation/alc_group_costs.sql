/*
description: >
  One row per group of bill lines, ECS service, product area and method, with the sum of the rows of allocated_costs: what
  the rollups and reports sum up further.
grain: [statement_month, line_group, ecs_service, product_area, method, reason]
redshift: {dist: line_group, sort: [statement_month, line_group]}
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

shared_costs as (

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

),

all_costs as (

    select * from {{ref "alc_own_costs"}}

    union all

    select * from shared_costs

)

select * from all_costs
