with

group_costs as (

    select * from allocation.alc_group_costs

),

costs as (

    select
        cast('r00000000t000000_0000' as varchar(65535)) as run_id,
        timestamp '1970-01-01 00:00:00.000' as run_at,
        statement_month,
        ecs_service,
        product_area,
        cast(sum(unblended_cost) as decimal(38,18)) as unblended_cost
    from group_costs
    group by statement_month, ecs_service, product_area

)

select * from costs
