/*
description: >
  One row per host and interval in which ECS tasks ran on it: what it could carry, what was reserved, what was idle. Always
  computed; var idle says whether the idle part becomes an area of its own or is spread over the services present.
grain: [statement_month, instance_id, started_at, stopped_at]
redshift: {dist: host_interval_id, sort: [statement_month, instance_id, started_at]}
columns:
  host_interval_id: {description: "The interval's number in int_ecs_service_weights."}
  share_total: {description: "What the shares of the interval add up to: what was reserved, and where var idle is keep, what was idle."}
  capacity_weight: {description: "What the host registered x the interval, in the same units as the weights; null if no event or snapshot says it."}
  idle_weight: {description: "Capacity less what was reserved, at least 0; null if the capacity is not known."}
*/
with

service_weights as (

    select * from {{ref "int_ecs_service_weights"}}

),

host_intervals as (

    select * from {{ref "int_ecs_host_intervals"}}

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

    select host_interval_id, sum(share_weight) as used_weight
    from service_weights
    group by host_interval_id

),

with_capacity as (

    select
        host_intervals.statement_month,
        host_intervals.host_interval_id,
        host_intervals.instance_id,
        host_intervals.started_at,
        host_intervals.stopped_at,
        {{big_integer "used.used_weight"}} as used_weight,
        {{big_integer "host_intervals.until_milliseconds - host_intervals.from_milliseconds"}}
            * host_capacities.capacity_per_millisecond as capacity_weight
    from used
    inner join host_intervals on host_intervals.host_interval_id = used.host_interval_id
    left join host_capacities on host_capacities.instance_id = host_intervals.instance_id

),

with_idle as (

    select
        statement_month,
        host_interval_id,
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

),

usage as (

    select
        *,
        {{#if (eq (var "idle") "keep")}}
        used_weight + coalesce(idle_weight, {{big_integer "0"}}) as share_total
        {{else}}
        used_weight as share_total
        {{/if}}
    from with_idle

)

select * from usage
