with

ecs_services as (

    select * from seeds.ecs_services

),

with_from as (

    select
        ecs_service,
        product_area,
        coalesce(cast(valid_from as timestamp), cast('0001-01-01 00:00:00' as timestamp)) as valid_from
    from ecs_services

),

intervals as (

    select
        ecs_service,
        product_area,
        valid_from,
        coalesce(
            lead(valid_from) over (partition by ecs_service order by valid_from),
            cast('9999-12-31 00:00:00' as timestamp)
        ) as valid_until
    from with_from

)

select * from intervals
