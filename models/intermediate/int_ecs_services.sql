/*
description: >
  One row per statement month, ECS service that any task belonged to, and period in which it belongs to one product area: what the
  numbers in int_ecs_service_weights stand for. The numbers follow the names, so whoever sorts by one sorts by the other.
grain: [statement_month, service_number]
redshift: {dist: all, sort: [statement_month, service_number]}
columns:
  product_area: {description: "Null if seeds/ecs_services.csv does not have the service in the period."}
  valid_from: {description: "The begin of a day, of the first day that there is if nothing came before."}
*/
with

months as (

    select distinct statement_month
    from {{ref "int_charged_intervals"}}

),

task_services as (

    select distinct ecs_service
    from {{ref "int_ecs_task_intervals"}}
    where instance_id is not null

),

service_areas as (

    select * from {{ref "int_ecs_service_areas"}}

),

periods as (

    select
        task_services.ecs_service,
        service_areas.product_area,
        coalesce(service_areas.valid_from, {{cast "timestamp" "'0001-01-01 00:00:00'"}}) as valid_from,
        coalesce(service_areas.valid_until, {{cast "timestamp" "'9999-12-31 00:00:00'"}}) as valid_until
    from task_services
    left join service_areas on service_areas.ecs_service = task_services.ecs_service

    union all

    -- Before its first row the service has no area.
    select
        task_services.ecs_service,
        {{cast "text" "null"}} as product_area,
        {{cast "timestamp" "'0001-01-01 00:00:00'"}} as valid_from,
        min(service_areas.valid_from) as valid_until
    from task_services
    inner join service_areas on service_areas.ecs_service = task_services.ecs_service
    group by task_services.ecs_service
    having min(service_areas.valid_from) > {{cast "timestamp" "'0001-01-01 00:00:00'"}}

),

numbered as (

    select
        row_number() over (order by ecs_service, valid_from) as service_number,
        ecs_service,
        product_area,
        valid_from,
        valid_until
    from periods

),

services as (

    select
        months.statement_month,
        numbered.*
    from months
    cross join numbered

)

select * from services
