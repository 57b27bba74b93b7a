with

with_containers as (

    select
        *,
        case when cpu between 1 and 10000000 then null else list_sum(list_transform(try(json_extract(cast(containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) end as containers_cpu,
        case when registered_resources is not null then list_extract(list_transform(list_filter(try(json_extract(cast(registered_resources as varchar), '$[*]')), item -> json_extract_string(item, '/name') = 'CPU'), item -> json_extract_string(item, '/integerValue')), 1) end as said_cpu,
        case when registered_resources is not null then list_extract(list_transform(list_filter(try(json_extract(cast(registered_resources as varchar), '$[*]')), item -> json_extract_string(item, '/name') = 'MEMORY'), item -> json_extract_string(item, '/integerValue')), 1) end as said_memory
    from raw.raw_ecs__events
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
        case when cpu between 0 and 10000000 then cast(cpu as bigint) end as cpu_units,
        case when memory between 0 and 10000000 then cast(memory as bigint) end as memory_mib,
        case when containers_cpu between 0 and 10000000 then cast(containers_cpu as bigint) end as containers_cpu_units,
        created_at,
        started_at,
        stopped_at,
        emitted_at,
        (
    unreadable_fields is not null
    or emitted_at is null
    or (cpu is not null and case when cpu between 0 and 10000000 then cast(cpu as bigint) end is null)
    or (memory is not null and case when memory between 0 and 10000000 then cast(memory as bigint) end is null)
    or case
    when containers is null then false
    when length(containers) <= 1000
        and strpos(containers, '\u') = 0
        and not regexp_matches(containers, '"cpu"( *[^ :]| *: *([^ "0-9]|[0-9]{6}|[0-9]{1,5}( +[^ ,}]|[^0-9 ,}])|"([^0-9]|[0-9]{6}|[0-9]{1,5}([^0-9"]|" *[^ ,}]))))') then false
    else
        coalesce(regexp_matches(regexp_replace(containers, '"cpu" *: *("0*[0-9]{1,8}"|0*[0-9]{1,8}|null) *[,}]', '', 'g'), '"cpu" *:'), false)
        or (list_sum(list_transform(try(json_extract(cast(containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) is not null and case when list_sum(list_transform(try(json_extract(cast(containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) between 0 and 10000000 then cast(list_sum(list_transform(try(json_extract(cast(containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) as bigint) end is null)
end
)
            or (registered_resources is not null and (
    (said_cpu is not null and case when cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end is null)
    or (said_memory is not null and case when cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end is null)
)) as is_partly_unreadable
    from with_containers

)

select * from task_events
