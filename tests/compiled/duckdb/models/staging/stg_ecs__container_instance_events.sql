with

events as (

    select *
    from raw.raw_ecs__events
    where event_kind = 'ECS Container Instance State Change'
        and container_instance_arn is not null
        and version is not null

),

ranked as (

    select
        *,
        row_number() over (
            partition by container_instance_arn, version
            order by case when unreadable_fields is null then 0 else 1 end, emitted_at, event_id, file_id
        ) as delivery_rank
    from events

),

-- Hosts of one kind register the same, so few texts are taken apart.
texts as (

    select
        registered_resources,
        list_extract(list_transform(list_filter(try(json_extract(cast(registered_resources as varchar), '$[*]')), item -> json_extract_string(item, '/name') = 'CPU'), item -> json_extract_string(item, '/integerValue')), 1) as said_cpu,
        list_extract(list_transform(list_filter(try(json_extract(cast(registered_resources as varchar), '$[*]')), item -> json_extract_string(item, '/name') = 'MEMORY'), item -> json_extract_string(item, '/integerValue')), 1) as said_memory
    from (select distinct registered_resources from events where registered_resources is not null) as different_texts

),

registrations as (

    select
        registered_resources,
        case when cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end as cpu_capacity,
        case when cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end as memory_capacity,
        (
    (said_cpu is not null and case when cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end is null)
    or (said_memory is not null and case when cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end is null)
) as is_unreadable
    from texts

),

container_instance_events as (

    select
        ranked.container_instance_arn,
        ranked.version,
        ranked.instance_id,
        ranked.status,
        registrations.cpu_capacity,
        registrations.memory_capacity,
        ranked.emitted_at,
        coalesce(registrations.is_unreadable, false)
            or (
    ranked.unreadable_fields is not null
    or ranked.emitted_at is null
    or (ranked.cpu is not null and case when ranked.cpu between 0 and 10000000 then cast(ranked.cpu as bigint) end is null)
    or (ranked.memory is not null and case when ranked.memory between 0 and 10000000 then cast(ranked.memory as bigint) end is null)
    or case
    when ranked.containers is null then false
    when length(ranked.containers) <= 1000
        and strpos(ranked.containers, '\u') = 0
        and not regexp_matches(ranked.containers, '"cpu"( *[^ :]| *: *([^ "0-9]|[0-9]{6}|[0-9]{1,5}( +[^ ,}]|[^0-9 ,}])|"([^0-9]|[0-9]{6}|[0-9]{1,5}([^0-9"]|" *[^ ,}]))))') then false
    else
        coalesce(regexp_matches(regexp_replace(ranked.containers, '"cpu" *: *("0*[0-9]{1,8}"|0*[0-9]{1,8}|null) *[,}]', '', 'g'), '"cpu" *:'), false)
        or (list_sum(list_transform(try(json_extract(cast(ranked.containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) is not null and case when list_sum(list_transform(try(json_extract(cast(ranked.containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) between 0 and 10000000 then cast(list_sum(list_transform(try(json_extract(cast(ranked.containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) as bigint) end is null)
end
) as is_partly_unreadable
    from ranked
    left join registrations on registrations.registered_resources = ranked.registered_resources
    where ranked.delivery_rank = 1

)

select * from container_instance_events
