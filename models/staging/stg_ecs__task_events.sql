/*
description: One row per version of an ECS task, from Task State Change events; an event that was delivered twice is one.
grain: [task_arn, version]
materialized: table
columns:
  ecs_service: {description: "`service:NAME` is NAME; a task of another group has the group as it is; null if it has none."}
  cpu_units: {description: "What the task reserves, 1024 for a processor; null where the event does not say it, or says what no machine has."}
  containers_cpu_units: {description: "The sum of what its containers reserve; null where none says it."}
*/
with

events as (

    select * from {{source "ecs" "events"}}

),

ranked as (

    select
        *,
        row_number() over (
            partition by task_arn, version
            order by case when unreadable_fields is null then 0 else 1 end, emitted_at, event_id, file_id
        ) as delivery_rank
    from events
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
        case when task_group like 'service:%' then substring(task_group, 9) else task_group end as ecs_service,
        launch_type,
        last_status,
        desired_status,
        {{reserved_amount "cpu"}} as cpu_units,
        {{reserved_amount "memory"}} as memory_mib,
        {{reserved_amount (json_array_sum "containers" "cpu")}} as containers_cpu_units,
        created_at,
        started_at,
        stopped_at,
        emitted_at
    from ranked
    where delivery_rank = 1

)

select * from task_events
