/*
description: >
  One row per bill line, or part of a volume's line, that nothing claims, with the reason. Nothing is ever dropped.
contract: allocated_costs
grain: [statement_month, bill_line_id, instance_id]
columns:
  instance_id: {nullable: true}
*/
with

claims as (

    select *
    from {{ref "int_line_claims"}}
    where claim = 'unallocated'

),

parts as (

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        ecs_service as ecs_service,
        product_area,
        claim as method,
        reason,
        {{split_cost units="cost_units"
            cut_before="cut_before" cut_weight="cut_weight" cut_total="cut_total"
            share_before="0" share_weight="1" share_total="1"}} as unblended_cost
    from claims

)

select * from parts
