/*
description: >
  One row per group of bill lines, ECS service, product area and method, with the sum of the parts that are nobody else's to share: what
  shared costs are shared in proportion to.
grain: [statement_month, line_group, ecs_service, product_area, method, reason]
redshift: {dist: line_group, sort: [statement_month, line_group]}
columns:
  ecs_service: {nullable: true}
  reason: {nullable: true}
  parts: {description: "How many parts of bill lines are in the sum."}
  lines: {description: "How many bill lines have their first part in it: together, each line once."}
*/
with

whole_sums as (

    select
        statement_month,
        line_group,
        ecs_service,
        product_area,
        method,
        reason,
        count(*) as parts,
        sum(case when is_first_part then 1 else 0 end) as lines,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
    from {{ref "alc_whole_parts"}}
    group by
        statement_month,
        line_group,
        ecs_service,
        product_area,
        method,
        reason

),

-- By number first: there are twelve million parts and a few hundred names.
service_sums as (

    select
        statement_month,
        line_group,
        claim,
        service_number,
        count(*) as parts,
        sum(case when is_first_part then 1 else 0 end) as lines,
        {{units_to_cost (big_sum "part_units")}} as unblended_cost
    from {{ref "alc_host_parts"}}
    group by statement_month, line_group, claim, service_number

),

services as (

    select * from {{ref "int_ecs_services"}}

),

host_sums as (

    select
        service_sums.statement_month,
        service_sums.line_group,
        services.ecs_service,
        {{area_of_service "service_sums.service_number" "services.product_area"}} as product_area,
        case when service_sums.service_number is null then 'ecs_idle' else service_sums.claim end as method,
        {{unmapped_service "services.ecs_service" "services.product_area"}} as reason,
        sum(service_sums.parts) as parts,
        sum(service_sums.lines) as lines,
        {{cast "cost" "sum(service_sums.unblended_cost)"}} as unblended_cost
    from service_sums
    left join services
        on services.statement_month = service_sums.statement_month
        and services.service_number = service_sums.service_number
    group by
        service_sums.statement_month,
        service_sums.line_group,
        services.ecs_service,
        {{area_of_service "service_sums.service_number" "services.product_area"}},
        case when service_sums.service_number is null then 'ecs_idle' else service_sums.claim end,
        {{unmapped_service "services.ecs_service" "services.product_area"}}

),

sums as (

    select * from whole_sums

    union all

    select * from host_sums

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
        {{cast "integer" "sums.lines"}} as lines,
        sums.unblended_cost
    from sums
    left join {{ref "int_line_groups"}} as line_groups
        on line_groups.statement_month = sums.statement_month
        and line_groups.line_group = sums.line_group

)

select * from own_costs
