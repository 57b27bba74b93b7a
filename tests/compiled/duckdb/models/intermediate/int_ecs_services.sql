with

months as (

    select distinct statement_month
    from intermediate.int_charged_intervals

),

task_services as (

    select distinct ecs_service
    from intermediate.int_ecs_task_intervals
    where instance_id is not null

),

service_areas as (

    select * from intermediate.int_ecs_service_areas

),

periods as (

    select
        task_services.ecs_service,
        service_areas.product_area,
        coalesce(service_areas.valid_from, cast('0001-01-01 00:00:00' as timestamp)) as valid_from,
        coalesce(service_areas.valid_until, cast('9999-12-31 00:00:00' as timestamp)) as valid_until
    from task_services
    left join service_areas on service_areas.ecs_service = task_services.ecs_service

    union all

    -- Before its first row the service has no area.
    select
        task_services.ecs_service,
        cast(null as varchar) as product_area,
        cast('0001-01-01 00:00:00' as timestamp) as valid_from,
        min(service_areas.valid_from) as valid_until
    from task_services
    inner join service_areas on service_areas.ecs_service = task_services.ecs_service
    group by task_services.ecs_service
    having min(service_areas.valid_from) > cast('0001-01-01 00:00:00' as timestamp)

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
