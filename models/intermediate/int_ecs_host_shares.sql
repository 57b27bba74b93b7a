/*
description: >
  One row per host, charged interval and ECS service that ran on it then: the service's share of whatever the host cost in
  the interval. The shares of a host's interval add up to share_total.
grain: [statement_month, instance_id, started_at, stopped_at, ecs_service]
columns:
  ecs_service: {nullable: true, description: "Null: capacity that nobody reserved, only where var idle is keep."}
  product_area: {description: "The service's on the first day of the interval; null if seeds/ecs_services.csv does not have it."}
  share_before: {description: "The weights of the services before it, in the order of their names; idle comes last."}
*/
with

service_weights as (

    select * from {{ref "int_ecs_service_weights"}}

),

service_areas as (

    select * from {{ref "int_ecs_service_areas"}}

),

all_shares as (

    select
        service_weights.statement_month,
        service_weights.instance_id,
        service_weights.started_at,
        service_weights.stopped_at,
        service_weights.ecs_service,
        service_areas.product_area,
        service_weights.share_weight
    from service_weights
    left join service_areas
        on service_areas.ecs_service = service_weights.ecs_service
        and service_areas.valid_from <= service_weights.started_at
        and service_areas.valid_until > service_weights.started_at

    {{#if (eq (var "idle") "keep")}}
    union all

    select
        statement_month,
        instance_id,
        started_at,
        stopped_at,
        cast(null as varchar) as ecs_service,
        'idle' as product_area,
        idle_weight as share_weight
    from {{ref "int_ecs_host_usage"}}
    where idle_weight > 0
    {{/if}}

),

shares as (

    select
        statement_month,
        instance_id,
        started_at,
        stopped_at,
        ecs_service,
        product_area,
        share_weight,
        {{big_integer "coalesce(sum(share_weight) over (
            partition by statement_month, instance_id, started_at, stopped_at
            order by case when ecs_service is null then 1 else 0 end, ecs_service
            rows between unbounded preceding and 1 preceding
        ), 0)"}} as share_before,
        {{big_integer "sum(share_weight) over (partition by statement_month, instance_id, started_at, stopped_at)"}} as share_total
    from all_shares

)

select * from shares
