with

host_parts as (

    select * from allocation.alc_host_parts

),

services as (

    select * from intermediate.int_ecs_services

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
        case when host_parts.service_number is null then 'idle' else coalesce(services.product_area, 'unallocated') end as product_area,
        case when host_parts.service_number is null then 'ecs_idle' else host_parts.claim end as method,
        case
    when services.product_area is null then 'ECS service "' || services.ecs_service || '" has no product area on that day in seeds/ecs_services.csv'
end as reason,
        (cast(host_parts.part_units as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18))) as unblended_cost,
        host_parts.line_group,
        host_parts.is_first_part
    from host_parts
    left join services
        on services.statement_month = host_parts.statement_month
        and services.service_number = host_parts.service_number

)

select * from parts
