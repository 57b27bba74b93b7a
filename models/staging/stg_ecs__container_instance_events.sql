/*
description: One row per version of an ECS container instance, from Container Instance State Change events.
grain: [container_instance_arn, version]
materialized: table
columns:
  instance_id: {description: "The EC2 instance: these events are the only place where a task's host has its name."}
  cpu_capacity: {description: "CPU units that the instance registered, 1024 for a processor."}
  memory_capacity: {description: MiB that the instance registered.}
*/
with

events as (

    select * from {{source "ecs" "events"}}

),

ranked as (

    select
        *,
        row_number() over (
            partition by container_instance_arn, version
            order by case when unreadable_fields is null then 0 else 1 end, emitted_at, event_id, file_id
        ) as delivery_rank
    from events
    where event_kind = 'ECS Container Instance State Change'
        and container_instance_arn is not null
        and version is not null

),

container_instance_events as (

    select
        container_instance_arn,
        version,
        instance_id,
        status,
        {{registered_amount "registered_resources" "CPU"}} as cpu_capacity,
        {{registered_amount "registered_resources" "MEMORY"}} as memory_capacity,
        emitted_at
    from ranked
    where delivery_rank = 1

)

select * from container_instance_events
