/*
description: One row per ECS service and half-open interval of days in which it belongs to one product area.
grain: [ecs_service, valid_from]
materialized: table
redshift: {dist: all, sort: [ecs_service, valid_from]}
*/
with

ecs_services as (

    select * from {{ref "ecs_services"}}

),

with_from as (

    select
        ecs_service,
        product_area,
        coalesce({{cast "timestamp" "valid_from"}}, {{cast "timestamp" "'0001-01-01 00:00:00'"}}) as valid_from
    from ecs_services

),

intervals as (

    select
        ecs_service,
        product_area,
        valid_from,
        coalesce(
            lead(valid_from) over (partition by ecs_service order by valid_from),
            {{cast "timestamp" "'9999-12-31 00:00:00'"}}
        ) as valid_until
    from with_from

)

select * from intervals
