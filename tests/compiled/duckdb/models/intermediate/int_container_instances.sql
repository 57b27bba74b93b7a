with

events as (

    select * from staging.stg_ecs__container_instance_events

),

snapshots as (

    select * from staging.stg_ecs__container_instance_snapshots

),

-- An event outranks a snapshot, and among events the highest version is the newest whatever the order of delivery. What a
-- sighting does not say, the newest one before it that says it does.
sightings as (

    select
        container_instance_arn,
        instance_id,
        cpu_capacity,
        memory_capacity,
        case when status = 'INACTIVE' then emitted_at end as deregistered_at,
        1 as source_rank,
        version
    from events

    union all

    select
        container_instance_arn,
        instance_id,
        cpu_capacity,
        memory_capacity,
        cast(null as timestamp) as deregistered_at,
        2 as source_rank,
        0 as version
    from snapshots

),

ranked as (

    select
        *,
        row_number() over (
            partition by container_instance_arn
            order by case when instance_id is null then 1 else 0 end, source_rank, version desc, instance_id
        ) as sighting_rank,
        row_number() over (
            partition by container_instance_arn
            order by case when cpu_capacity is null then 1 else 0 end, source_rank, version desc
        ) as cpu_rank,
        row_number() over (
            partition by container_instance_arn
            order by case when memory_capacity is null then 1 else 0 end, source_rank, version desc
        ) as memory_rank
    from sightings

),

container_instances as (

    select
        container_instance_arn,
        min(case when sighting_rank = 1 then instance_id end) as instance_id,
        min(case when cpu_rank = 1 then cpu_capacity end) as cpu_capacity,
        min(case when memory_rank = 1 then memory_capacity end) as memory_capacity,
        min(deregistered_at) as deregistered_at
    from ranked
    group by container_instance_arn

)

select * from container_instances
