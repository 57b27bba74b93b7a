/*
description: >
  One row per share of a host's interval (host_interval_id, service_number), by number: those of the services, and where var idle is keep
  what nobody reserved. int_ecs_host_shares has the names.
materialized: view
columns:
  service_number: {nullable: true, description: "Null: capacity that nobody reserved."}
  share_before: {description: "The weights of the services before it, in the order of their names; idle comes last."}
*/
with

shares as (

    select
        statement_month,
        host_interval_id,
        service_number,
        share_before,
        share_weight
    from {{ref "int_ecs_service_weights"}}

    union all

    -- Not asked of var idle, which may be another one than when the month was built: a view shows all months.
    select
        statement_month,
        host_interval_id,
        cast(null as bigint) as service_number,
        {{cast "integer" "used_weight"}} as share_before,
        {{cast "integer" "idle_weight"}} as share_weight
    from {{ref "int_ecs_host_usage"}}
    where share_total > used_weight

)

select * from shares
