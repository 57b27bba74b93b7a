/*
description: One row per AWS product, usage type and reason for which cost has no product area.
grain: [statement_month, aws_product, usage_type, reason]
columns:
  usage_type: {nullable: true}
*/
with

allocated_costs as (

    select * from {{ref "allocated_costs"}}

),

unallocated_costs as (

    select
        statement_month,
        aws_product,
        usage_type,
        coalesce(reason, 'a tag, a service or a rule says so') as reason,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost,
        count(distinct bill_line_id) as bill_lines
    from allocated_costs
    where product_area = 'unallocated'
    group by statement_month, aws_product, usage_type, coalesce(reason, 'a tag, a service or a rule says so')

)

select * from unallocated_costs
