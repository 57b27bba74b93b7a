with

task_events as (

    select * from staging.stg_ecs__task_events

),

container_instances as (

    select * from intermediate.int_container_instances

),

instance_ends as (

    select * from intermediate.int_instance_ends

),

-- What changes only goes forward as a task lives, and any event may say what does not: no event has to be the newest.
facts as (

    select
        task_arn,
        count(*) as events,
        cast(sum(case when is_partly_unreadable then 1 else 0 end) as bigint) as partly_unreadable_events,
        max(container_instance_arn) as container_instance_arn,
        max(ecs_service) as ecs_service,
        max(launch_type) as launch_type,
        max(cpu_units) as cpu_units,
        max(containers_cpu_units) as containers_cpu_units,
        max(memory_mib) as memory_mib,
        max(case when last_status in ('RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING') then 1 else 0 end) as was_running,
        min(started_at) as said_started_at,
        min(created_at) as created_at,
        min(emitted_at) as first_emitted_at,
        max(stopped_at) as said_stopped_at,
        max(case when last_status = 'STOPPED' then emitted_at end) as stop_emitted_at
    from task_events
    group by task_arn

),

with_host as (

    select
        facts.*,
        container_instances.instance_id,
        container_instances.deregistered_at,
        instance_ends.terminated_at
    from facts
    left join container_instances on container_instances.container_instance_arn = facts.container_instance_arn
    left join instance_ends on instance_ends.instance_id = container_instances.instance_id

),

with_sources as (

    select
        *,
        case
            when said_started_at is not null then 'started'
            when was_running = 0 then 'never'
            when created_at is not null then 'created'
            else 'emitted'
        end as start_source,
        case
            when coalesce(said_stopped_at, stop_emitted_at) is not null then 'stopped'
            when deregistered_at is not null and deregistered_at <= coalesce(terminated_at, deregistered_at) then 'deregistered'
            when terminated_at is not null then 'terminated'
            else 'open'
        end as end_source,
        case
            when cpu_units > 0 then 'task'
            when containers_cpu_units > 0 then 'containers'
            else 'minimum'
        end as cpu_source
    from with_host

),

measured as (

    select
        *,
        case start_source
            when 'started' then said_started_at
            when 'created' then created_at
            when 'emitted' then first_emitted_at
        end as started_at,
        case end_source
            when 'stopped' then coalesce(said_stopped_at, stop_emitted_at)
            when 'deregistered' then deregistered_at
            when 'terminated' then terminated_at
            else cast('9999-12-31 00:00:00' as timestamp)
        end as stopped_at,
        case cpu_source
            when 'task' then cpu_units
            when 'containers' then containers_cpu_units
            else 2
        end as counted_cpu_units,
        case when memory_mib > 0 then memory_mib else 4 end as counted_memory_mib
    from with_sources

),

intervals as (

    select
        task_arn,
        coalesce(ecs_service, '(no service)') as ecs_service,
        container_instance_arn,
        instance_id,
        launch_type,
        started_at,
        stopped_at,
        first_emitted_at as first_seen_at,
        start_source,
        end_source,
        cpu_source,
        events,
        partly_unreadable_events,
        counted_cpu_units as weight_per_millisecond
    from measured

)

select * from intervals
