/*
description: >
  One row per bill line whose own tag, or the tag that its resource carries elsewhere in the month, names a product area.
contract: allocated_costs
grain: [statement_month, bill_line_id]
*/
with

claims as (

    select *
    from {{ref "int_line_claims"}}
    where claim in ('tag', 'resource_tag')

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
        cast(null as varchar) as ecs_service,
        product_area,
        claim as method,
        reason,
        unblended_cost
    from claims

)

select * from parts
