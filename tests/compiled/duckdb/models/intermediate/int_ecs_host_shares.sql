with

numbered_shares as (

    select * from intermediate.int_ecs_numbered_shares

),

host_usage as (

    select * from intermediate.int_ecs_host_usage

),

services as (

    select * from intermediate.int_ecs_services

),

shares as (

    select
        numbered_shares.statement_month,
        numbered_shares.host_interval_id,
        host_usage.instance_id,
        host_usage.started_at,
        host_usage.stopped_at,
        services.ecs_service,
        case when numbered_shares.service_number is null then 'idle' else coalesce(services.product_area, 'unallocated') end as product_area,
        numbered_shares.share_weight,
        numbered_shares.share_before,
        host_usage.share_total
    from numbered_shares
    inner join host_usage on host_usage.host_interval_id = numbered_shares.host_interval_id
    left join services
        on services.statement_month = numbered_shares.statement_month
        and services.service_number = numbered_shares.service_number

)

select * from shares
