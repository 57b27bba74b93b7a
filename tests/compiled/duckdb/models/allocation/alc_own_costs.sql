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
        cast(sum(unblended_cost) as decimal(38,18)) as unblended_cost
    from allocation.alc_whole_parts
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
        (cast(sum(part_units) as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18))) as unblended_cost
    from allocation.alc_host_parts
    group by statement_month, line_group, claim, service_number

),

services as (

    select * from intermediate.int_ecs_services

),

host_sums as (

    select
        service_sums.statement_month,
        service_sums.line_group,
        services.ecs_service,
        case when service_sums.service_number is null then 'idle' else coalesce(services.product_area, 'unallocated') end as product_area,
        case when service_sums.service_number is null then 'ecs_idle' else service_sums.claim end as method,
        case
    when services.product_area is null then 'ECS service "' || services.ecs_service || '" has no product area on that day in seeds/ecs_services.csv'
end as reason,
        sum(service_sums.parts) as parts,
        sum(service_sums.lines) as lines,
        cast(sum(service_sums.unblended_cost) as decimal(38,18)) as unblended_cost
    from service_sums
    left join services
        on services.statement_month = service_sums.statement_month
        and services.service_number = service_sums.service_number
    group by
        service_sums.statement_month,
        service_sums.line_group,
        services.ecs_service,
        case when service_sums.service_number is null then 'idle' else coalesce(services.product_area, 'unallocated') end,
        case when service_sums.service_number is null then 'ecs_idle' else service_sums.claim end,
        case
    when services.product_area is null then 'ECS service "' || services.ecs_service || '" has no product area on that day in seeds/ecs_services.csv'
end

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
        cast(sums.parts as bigint) as parts,
        cast(sums.lines as bigint) as lines,
        sums.unblended_cost
    from sums
    left join intermediate.int_line_groups as line_groups
        on line_groups.statement_month = sums.statement_month
        and line_groups.line_group = sums.line_group

)

select * from own_costs
