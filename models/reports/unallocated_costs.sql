/*
description: One row per AWS product, usage type and reason for which cost has no product area.
grain: [statement_month, aws_product, usage_type, reason]
columns:
  usage_type: {nullable: true}
*/
with

group_costs as (

    select * from {{ref "alc_group_costs"}}

),

unallocated_costs as (

    select
        statement_month,
        aws_product,
        usage_type,
        coalesce(reason, 'a tag, a service or a rule says so') as reason,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost,
        {{cast "integer" "sum(parts)"}} as parts
    from group_costs
    where product_area = 'unallocated'
    group by statement_month, aws_product, usage_type, coalesce(reason, 'a tag, a service or a rule says so')

)

select * from unallocated_costs
