with

events as (

    select *
    from raw.raw_ecs__events
    where event_kind = 'ECS Container Instance State Change'
        and container_instance_arn is not null
        and version is not null

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
            or (
    events.unreadable_fields is not null
    or events.emitted_at is null
    or (events.cpu is not null and case when events.cpu between 0 and 10000000 then cast(events.cpu as bigint) end is null)
    or (events.memory is not null and case when events.memory between 0 and 10000000 then cast(events.memory as bigint) end is null)
    or case
    when events.containers is null then false
    when length(events.containers) <= 1000
        and strpos(events.containers, '\u') = 0
        and not regexp_matches(events.containers, '"cpu"( *[^ :]| *: *([^ "0-9]|[0-9]{6}|[0-9]{1,5}( +[^ ,}]|[^0-9 ,}])|"([^0-9]|[0-9]{6}|[0-9]{1,5}([^0-9"]|" *[^ ,}]))))') then false
    else
        coalesce(regexp_matches(regexp_replace(events.containers, '"cpu" *: *("0*[0-9]{1,8}"|0*[0-9]{1,8}|null) *[,}]', '', 'g'), '"cpu" *:'), false)
        or (list_sum(list_transform(try(json_extract(cast(events.containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) is not null and case when list_sum(list_transform(try(json_extract(cast(events.containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) between 0 and 10000000 then cast(list_sum(list_transform(try(json_extract(cast(events.containers as varchar), '$[*]')), item -> try_cast(json_extract_string(item, '/cpu') as bigint))) as bigint) end is null)
end
) as is_partly_unreadable
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
