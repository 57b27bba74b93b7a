/*
description: >
  One row per account, AWS product and product area with the cost that areas have of their own: what shared costs are shared
  in proportion to. What is unallocated or idle is nobody's own.
grain: [statement_month, account_id, aws_product, product_area]
*/
with

direct_costs as (

    select * from {{ref "alc_ec2"}}
    union all
    select * from {{ref "alc_fargate"}}
    union all
    select * from {{ref "alc_rules"}}
    union all
    select * from {{ref "alc_tagged_resources"}}

),

area_costs as (

    select
        statement_month,
        account_id,
        aws_product,
        product_area,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
    from direct_costs
    where product_area not in ('unallocated', 'idle')
    group by statement_month, account_id, aws_product, product_area

)

select * from area_costs
