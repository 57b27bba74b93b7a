/*
description: >
  One row per host, charged interval and ECS service that ran on it then (statement_month, instance_id, started_at, stopped_at,
  ecs_service): the service's share of whatever the host cost in the interval. The shares of a host's interval add up to share_total.
  A view that gives int_ecs_numbered_shares its names.
materialized: view
columns:
  host_interval_id: {description: "The interval's number; int_ecs_host_usage has one row for each that has shares."}
  ecs_service: {nullable: true, description: "Null: capacity that nobody reserved, only where var idle is keep."}
  product_area: {description: "The service's on the first day of the interval; unallocated if seeds/ecs_services.csv does not have it, idle if it is no service's."}
  share_before: {description: "The weights of the services before it, in the order of their names; idle comes last."}
*/
with

numbered_shares as (

    select * from {{ref "int_ecs_numbered_shares"}}

),

host_usage as (

    select * from {{ref "int_ecs_host_usage"}}

),

services as (

    select * from {{ref "int_ecs_services"}}

),

shares as (

    select
        numbered_shares.statement_month,
        numbered_shares.host_interval_id,
        host_usage.instance_id,
        host_usage.started_at,
        host_usage.stopped_at,
        services.ecs_service,
        {{area_of_service "numbered_shares.service_number" "services.product_area"}} as product_area,
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
