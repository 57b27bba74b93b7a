/*
description: >
  One row per part of a bill line that is given to a product area, by whichever treatment. The parts of each line sum to its
  cost, exactly.
grain: [statement_month, bill_line_id, instance_id, ecs_service, product_area]
columns:
  instance_id: {nullable: true}
  ecs_service: {nullable: true}
  reason: {description: "Why it is unallocated, or the rule's own reason."}
tests:
  - not_null: [account_id, aws_product, method, unblended_cost]
  - relationships: {column: product_area, to: product_areas, field: product_area}
  - accepted_values:
      column: method
      values: [first_rule, tag, resource_tag, ecs, ecs_idle, ebs_ecs, ebs, ebs_unattached, fargate, rule, shared, support, unallocated]
  - adds_up_to: {model: int_bill_lines, by: [statement_month, account_id, aws_product], sum: unblended_cost}
*/
with

allocated_costs as (

    select * from {{union_of "allocated_costs"}} as all_treatments

)

select * from allocated_costs
