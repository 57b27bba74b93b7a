/*
description: >
  One row per version of an ECS task (task_arn, version), from Task State Change events; an event that was delivered twice is one.
  A view that is read several times, each time for other columns: writing a million events down again takes longer.
materialized: view
columns:
  ecs_service: {description: "`service:NAME` is NAME; a task of another group has the group as it is; null if it has none."}
  cpu_units: {description: "What the task reserves, 1024 for a processor; null where the event does not say it, or says what no machine has."}
  containers_cpu_units: {description: "The sum of what its containers reserve, which counts where the task itself reserves nothing: null where it does, and where none says it."}
  is_partly_unreadable: {description: "Whether the event has a time or number that cannot be read: it is used without. What its containers say counts only where it is asked for."}
*/
with

once_each as (

    select
        events.*,
        1 as delivery_rank
    from {{source "ecs" "events"}} as events
    left join {{ref "stg_ecs__repeated_task_events"}} as repeated
        on repeated.task_arn = events.task_arn
        and repeated.version = events.version
    where events.event_kind = 'ECS Task State Change'
        and events.task_arn is not null
        and events.version is not null
        and repeated.task_arn is null

    union all

    select * from {{ref "stg_ecs__repeated_task_events"}}

),

with_containers as (

    select
        *,
        case when cpu between 1 and 10000000 then null else {{json_array_sum "containers" "cpu"}} end as containers_cpu,
        case when registered_resources is not null then {{registered "registered_resources" "CPU"}} end as said_cpu,
        case when registered_resources is not null then {{registered "registered_resources" "MEMORY"}} end as said_memory
    from once_each

),

task_events as (

    select
        event_id,
        account_id,
        region,
        task_arn,
        version,
        container_instance_arn,
        case when task_group like 'service:%' then substring(task_group from 9) else task_group end as ecs_service,
        launch_type,
        last_status,
        desired_status,
        {{reserved_amount "cpu"}} as cpu_units,
        {{reserved_amount "memory"}} as memory_mib,
        {{reserved_amount "containers_cpu"}} as containers_cpu_units,
        created_at,
        started_at,
        stopped_at,
        emitted_at,
        {{is_partly_unreadable "unreadable_fields" "emitted_at" "cpu" "memory" "containers"}}
            or (registered_resources is not null and {{has_unreadable_registration "said_cpu" "said_memory"}}) as is_partly_unreadable
    from with_containers

)

select * from task_events
