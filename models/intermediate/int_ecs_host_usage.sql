/*
description: >
  One row per host and interval in which ECS tasks ran on it: what it could carry, what was reserved, what was idle. Always
  computed; var idle says whether the idle part becomes an area of its own or is spread over the services present.
grain: [statement_month, instance_id, started_at, stopped_at]
columns:
  capacity_weight: {description: "What the host registered x the interval, in the same units as the weights; null if no event or snapshot says it."}
  idle_weight: {description: "Capacity less what was reserved, at least 0; null if the capacity is not known."}
*/
with

service_weights as (

    select * from {{ref "int_ecs_service_weights"}}

),

container_instances as (

    select * from {{ref "int_container_instances"}}

),

-- A host that registered twice is one host: the larger registration counts.
host_capacities as (

    select
        instance_id,
        {{#if (eq (var "ecs_weight") "memory")}}
        max(memory_capacity) as capacity_per_millisecond
        {{else}}
        {{#if (eq (var "ecs_weight") "vcpu_gb_9_1")}}
        max(9 * cpu_capacity + memory_capacity) as capacity_per_millisecond
        {{else}}
        max(cpu_capacity) as capacity_per_millisecond
        {{/if}}
        {{/if}}
    from container_instances
    where instance_id is not null
    group by instance_id

),

used as (

    select
        statement_month,
        instance_id,
        started_at,
        stopped_at,
        sum(share_weight) as used_weight
    from service_weights
    group by statement_month, instance_id, started_at, stopped_at

),

with_capacity as (

    select
        used.statement_month,
        used.instance_id,
        used.started_at,
        used.stopped_at,
        {{big_integer "used.used_weight"}} as used_weight,
        {{big_integer (milliseconds_between "used.started_at" "used.stopped_at")}}
            * host_capacities.capacity_per_millisecond as capacity_weight
    from used
    left join host_capacities on host_capacities.instance_id = used.instance_id

),

usage as (

    select
        statement_month,
        instance_id,
        started_at,
        stopped_at,
        used_weight,
        {{big_integer "capacity_weight"}} as capacity_weight,
        case
            when capacity_weight is null then null
            when capacity_weight > used_weight then {{big_integer "capacity_weight - used_weight"}}
            else {{big_integer "0"}}
        end as idle_weight
    from with_capacity

)

select * from usage
