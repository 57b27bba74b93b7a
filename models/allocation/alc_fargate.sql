/*
description: >
  One row per bill line of a Fargate task: the bill names the task, so its service needs no host.
contract: allocated_costs
grain: [statement_month, bill_line_id]
*/
with

claims as (

    select *
    from {{ref "int_line_claims"}}
    where claim = 'fargate'

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
        unblended_cost
    from claims

)

select * from parts
