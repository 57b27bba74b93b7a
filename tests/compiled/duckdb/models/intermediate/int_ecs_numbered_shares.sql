with

shares as (

    select
        statement_month,
        host_interval_id,
        service_number,
        share_before,
        share_weight
    from intermediate.int_ecs_service_weights

    union all

    -- Not asked of var idle, which may be another one than when the month was built: a view shows all months.
    select
        statement_month,
        host_interval_id,
        cast(null as bigint) as service_number,
        cast(used_weight as bigint) as share_before,
        cast(idle_weight as bigint) as share_weight
    from intermediate.int_ecs_host_usage
    where share_total > used_weight

)

select * from shares
