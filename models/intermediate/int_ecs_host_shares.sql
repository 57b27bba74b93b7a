/*
description: >
  One row per host, charged interval and ECS service that ran on it then (statement_month, instance_id, started_at, stopped_at,
  ecs_service): the service's share of whatever the host cost in the interval. The shares of a host's interval add up to share_total.
  A view that gives int_ecs_service_weights its names.
materialized: view
columns:
  host_interval_id: {description: "The interval's number; int_ecs_host_usage has one row for each that has shares."}
  ecs_service: {nullable: true, description: "Null: capacity that nobody reserved, only where var idle is keep."}
  product_area: {description: "The service's on the first day of the interval; null if seeds/ecs_services.csv does not have it."}
  share_before: {description: "The weights of the services before it, in the order of their names; idle comes last."}
*/
with

service_weights as (

    select * from {{ref "int_ecs_service_weights"}}

),

host_usage as (

    select * from {{ref "int_ecs_host_usage"}}

),

services as (

    select * from {{ref "int_ecs_services"}}

),

shares as (

    select
        service_weights.statement_month,
        service_weights.host_interval_id,
        host_usage.instance_id,
        host_usage.started_at,
        host_usage.stopped_at,
        service_weights.service_number,
        services.ecs_service,
        services.product_area,
        service_weights.share_weight,
        service_weights.share_before,
        host_usage.share_total
    from service_weights
    inner join host_usage on host_usage.host_interval_id = service_weights.host_interval_id
    inner join services
        on services.statement_month = service_weights.statement_month
        and services.service_number = service_weights.service_number

    {{#if (eq (var "idle") "keep")}}
    union all

    select
        statement_month,
        host_interval_id,
        instance_id,
        started_at,
        stopped_at,
        cast(null as bigint) as service_number,
        cast(null as varchar) as ecs_service,
        'idle' as product_area,
        idle_weight as share_weight,
        used_weight as share_before,
        share_total
    from host_usage
    where idle_weight > 0
    {{/if}}

)

select * from shares
