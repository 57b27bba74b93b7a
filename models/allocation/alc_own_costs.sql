/*
description: >
  One row per group of bill lines, ECS service, product area and method, with the sum of the parts that are nobody else's to
  share: what shared costs are shared in proportion to.
grain: [statement_month, line_group, ecs_service, product_area, method, reason]
columns:
  ecs_service: {nullable: true}
  reason: {nullable: true}
  parts: {description: "How many parts of bill lines are in the sum."}
*/
with

sums as (

    select
        statement_month,
        line_group,
        ecs_service,
        product_area,
        method,
        reason,
        count(*) as parts,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
    from {{ref "alc_whole_parts"}}
    group by
        statement_month,
        line_group,
        ecs_service,
        product_area,
        method,
        reason

    union all

    -- Here a service and its area say the reason, if there is one.
    select
        statement_month,
        line_group,
        ecs_service,
        product_area,
        method,
        min(reason) as reason,
        count(*) as parts,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
    from (
        select * from {{ref "alc_shared_hosts"}}
        union all
        select * from {{ref "alc_cut_volumes"}}
    ) as shared_parts
    group by
        statement_month,
        line_group,
        ecs_service,
        product_area,
        method,
        reason is null

),

own_costs as (

    select
        sums.statement_month,
        sums.line_group,
        line_groups.account_id,
        line_groups.aws_product,
        line_groups.usage_type,
        sums.ecs_service,
        sums.product_area,
        sums.method,
        sums.reason,
        {{cast "integer" "sums.parts"}} as parts,
        sums.unblended_cost
    from sums
    left join {{ref "int_line_groups"}} as line_groups
        on line_groups.statement_month = sums.statement_month
        and line_groups.line_group = sums.line_group

)

select * from own_costs
