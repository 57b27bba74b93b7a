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

    {{#if (eq (var "idle") "keep")}}
    union all

    select
        statement_month,
        host_interval_id,
        cast(null as bigint) as service_number,
        used_weight as share_before,
        idle_weight as share_weight
    from {{ref "int_ecs_host_usage"}}
    where idle_weight > 0
    {{/if}}

)

select * from shares
