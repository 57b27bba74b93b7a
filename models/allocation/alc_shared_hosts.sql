/*
description: >
  One row per part of a bill line whose cost is divided over the ECS services that ran on an EC2 host: the host's own lines and its volumes'.
contract: allocated_costs
materialized: view
*/
with

host_parts as (

    select * from {{ref "alc_host_parts"}}

),

services as (

    select * from {{ref "int_ecs_services"}}

),

parts as (

    select
        host_parts.statement_month,
        host_parts.bill_line_id,
        host_parts.account_id,
        host_parts.aws_product,
        host_parts.usage_type,
        host_parts.resource_id,
        host_parts.instance_id,
        services.ecs_service,
        {{area_of_service "host_parts.service_number" "services.product_area"}} as product_area,
        case when host_parts.service_number is null then 'ecs_idle' else host_parts.claim end as method,
        {{unmapped_service "services.ecs_service" "services.product_area"}} as reason,
        {{units_to_cost "host_parts.part_units"}} as unblended_cost,
        host_parts.line_group,
        host_parts.is_first_part
    from host_parts
    left join services
        on services.statement_month = host_parts.statement_month
        and services.service_number = host_parts.service_number

)

select * from parts
