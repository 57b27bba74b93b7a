/*
description: >
  One row per delivery of an ECS task's state change (a version of the task), from Task State Change events. What was delivered twice
  is here twice and says the same again: nothing is summed over these rows, and who counts them counts versions.
  A view that is read several times, each time for other columns: writing a million events down again takes longer.
materialized: view
columns:
  ecs_service: {description: "`service:NAME` is NAME; a task of another group has the group as it is; null if it has none."}
  cpu_units: {description: "What the task reserves, 1024 for a processor; null where the event does not say it, or says what no machine has."}
  containers_cpu_units: {description: "The sum of what its containers reserve, which counts where the task itself reserves nothing: null where it does, and where none says it."}
  is_partly_unreadable: {description: "Whether the event has a time or number that cannot be read: it is used without. What its containers say counts only where it is asked for."}
*/
with

with_containers as (

    select
        *,
        case when cpu between 1 and 10000000 then null else {{json_array_sum "containers" "cpu"}} end as containers_cpu,
        case when registered_resources is not null then {{registered "registered_resources" "CPU"}} end as said_cpu,
        case when registered_resources is not null then {{registered "registered_resources" "MEMORY"}} end as said_memory
    from {{source "ecs" "events"}}
    where event_kind = 'ECS Task State Change'
        and task_arn is not null
        and version is not null

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
