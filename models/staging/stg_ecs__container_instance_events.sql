/*
description: One row per version of an ECS container instance, from Container Instance State Change events.
grain: [container_instance_arn, version]
materialized: table
redshift: {dist: container_instance_arn, sort: [container_instance_arn, version]}
columns:
  instance_id: {description: "The EC2 instance: these events are the only place where a task's host has its name."}
  cpu_capacity: {description: "CPU units that the instance registered, 1024 for a processor."}
  memory_capacity: {description: MiB that the instance registered.}
  is_partly_unreadable: {description: "Whether the event has a time or number that cannot be read: it is used without."}
*/
with

events as (

    select *
    from {{source "ecs" "events"}}
    where event_kind = 'ECS Container Instance State Change'
        and container_instance_arn is not null
        and version is not null

),

-- Hosts of one kind register the same, so few texts are taken apart.
texts as (

    select
        registered_resources,
        {{registered "registered_resources" "CPU"}} as said_cpu,
        {{registered "registered_resources" "MEMORY"}} as said_memory
    from (select distinct registered_resources from events where registered_resources is not null) as different_texts

),

registrations as (

    select
        registered_resources,
        {{registered_amount "said_cpu"}} as cpu_capacity,
        {{registered_amount "said_memory"}} as memory_capacity,
        {{has_unreadable_registration "said_cpu" "said_memory"}} as is_unreadable
    from texts

),

with_registrations as (

    select
        events.container_instance_arn,
        events.version,
        events.event_id,
        events.instance_id,
        events.status,
        registrations.cpu_capacity,
        registrations.memory_capacity,
        events.emitted_at,
        coalesce(registrations.is_unreadable, false)
            or {{is_partly_unreadable "events.unreadable_fields" "events.emitted_at" "events.cpu" "events.memory" "events.containers"}} as is_partly_unreadable
    from events
    left join registrations on registrations.registered_resources = events.registered_resources

),

-- Last by all that is taken from a delivery: where two contradict each other, their order in a file says nothing.
ranked as (

    select
        *,
        row_number() over (
            partition by container_instance_arn, version
            order by
                case when is_partly_unreadable then 1 else 0 end,
                emitted_at,
                event_id,
                instance_id,
                status,
                cpu_capacity,
                memory_capacity
        ) as delivery_rank
    from with_registrations

),

container_instance_events as (

    select
        container_instance_arn,
        version,
        instance_id,
        status,
        cpu_capacity,
        memory_capacity,
        emitted_at,
        is_partly_unreadable
    from ranked
    where delivery_rank = 1

)

select * from container_instance_events
