with

container_instances as (

    select * from intermediate.int_container_instances

),

instance_ends as (

    select * from intermediate.int_instance_ends

),

named_tasks as (

    select distinct statement_month, task_arn
    from intermediate.int_line_groups
    where task_arn is not null

),

intervals_that_count as (

    select
        statement_month,
        cast(statement_month as timestamp) as started_at,
        (cast(cast(statement_month as timestamp) as timestamp) + to_months(cast(1 as integer))) as stopped_at
    from intermediate.int_months

    union all

    select
        statement_month,
        started_at,
        stopped_at
    from intermediate.int_charged_intervals

),

-- When a task has to have run to matter to a month: nearly always the month itself, but a line may charge a host for what was before or after.
windows as (

    select
        statement_month,
        min(started_at) as opens_at,
        max(stopped_at) as closes_at
    from intervals_that_count
    group by statement_month

),

-- Of a year's tasks few matter to one month, and to put a task together takes far longer than to see that it does not: all that any delivery
-- says of it lies before the windows, or after them. Of which none says that it stopped may still be running.
spans as (

    select
        task_arn,
        min(least(started_at, created_at, emitted_at)) as first_moment_at,
        case
            when max(coalesce(stopped_at, case when last_status = 'STOPPED' then emitted_at end)) is null
                then cast('9999-12-31 00:00:00' as timestamp)
            else greatest(max(stopped_at), max(emitted_at))
        end as last_moment_at
    from raw.raw_ecs__events
    where event_kind = 'ECS Task State Change'
        and task_arn is not null
        and version is not null
    group by task_arn

),

wanted_tasks as (

    select spans.task_arn
    from spans
    cross join (select min(opens_at) as opens_at, max(closes_at) as closes_at from windows) as all_windows
    left join (select distinct task_arn from named_tasks) as named on named.task_arn = spans.task_arn
    where named.task_arn is not null
        or (spans.first_moment_at < all_windows.closes_at and spans.last_moment_at >= all_windows.opens_at)

),

-- What changes only goes forward as a task lives, and any event may say what does not: no event has to be the newest, and one that was
-- delivered twice says the same again, or what could not be read of it the first time.
facts as (

    select
        task_arn,
        max(container_instance_arn) as container_instance_arn,
        max(ecs_service) as ecs_service,
        max(launch_type) as launch_type,
        max(cpu_units) as cpu_units,
        max(containers_cpu_units) as containers_cpu_units,
        max(memory_mib) as memory_mib,
        -- What comes behind RUNNING comes to a task that could not be started, too: its network interface is taken away.
        max(case when last_status = 'RUNNING' then 1 else 0 end) as was_running,
        min(started_at) as said_started_at,
        min(created_at) as created_at,
        min(emitted_at) as first_emitted_at,
        max(stopped_at) as said_stopped_at,
        max(case when last_status = 'STOPPED' then emitted_at end) as stop_emitted_at
    from (
        select task_events.*
        from staging.stg_ecs__task_events as task_events
        inner join wanted_tasks on wanted_tasks.task_arn = task_events.task_arn
    ) as wanted_events
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
        end as cpu_source,
        case when memory_mib > 0 then 'task' else 'minimum' end as memory_source
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
        case memory_source when 'task' then memory_mib else 4 end as counted_memory_mib
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
        memory_source,
        counted_cpu_units as weight_per_millisecond
    from measured

),

months_of_tasks as (

    select windows.statement_month, intervals.*
    from intervals
    cross join windows
    left join named_tasks
        on named_tasks.statement_month = windows.statement_month
        and named_tasks.task_arn = intervals.task_arn
    where named_tasks.task_arn is not null
        or (
            coalesce(intervals.started_at, intervals.first_seen_at) < windows.closes_at
            and case when intervals.start_source = 'never' then intervals.first_seen_at else intervals.stopped_at end >= windows.opens_at
        )

)

select * from months_of_tasks
