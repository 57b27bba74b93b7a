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
            order by emitted_at, event_id, file_id
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
        {{cast "integer" (json_array_find "registered_resources" "name" "CPU" "integerValue")}} as cpu_capacity,
        {{cast "integer" (json_array_find "registered_resources" "name" "MEMORY" "integerValue")}} as memory_capacity,
        emitted_at
    from ranked
    where delivery_rank = 1

)

select * from container_instance_events
