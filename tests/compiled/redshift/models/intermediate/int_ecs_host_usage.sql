with

service_weights as (

    select * from intermediate.int_ecs_service_weights

),

host_intervals as (

    select * from intermediate.int_ecs_host_intervals

),

container_instances as (

    select * from intermediate.int_container_instances

),

-- A host that registered twice is one host: the larger registration counts.
host_capacities as (

    select
        instance_id,
        max(cpu_capacity) as capacity_per_millisecond
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
        cast(used.used_weight as decimal(38,0)) as used_weight,
        cast(host_intervals.until_milliseconds - host_intervals.from_milliseconds as decimal(38,0))
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
        cast(capacity_weight as decimal(38,0)) as capacity_weight,
        case
            when capacity_weight is null then null
            when capacity_weight > used_weight then cast(capacity_weight - used_weight as decimal(38,0))
            else cast(0 as decimal(38,0))
        end as idle_weight
    from with_capacity

),

usage as (

    select
        *,
        used_weight as share_total
    from with_idle

)

select * from usage
