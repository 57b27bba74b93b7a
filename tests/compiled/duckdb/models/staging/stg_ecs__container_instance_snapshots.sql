with

snapshots as (

    select * from raw.raw_ecs__container_instance_snapshots

),

-- Last by all that is taken from a snapshot: where two contradict each other, their order in a file says nothing.
ranked as (

    select
        *,
        row_number() over (
            partition by container_instance_arn
            order by coalesce(version, 0) desc, instance_id, registered_resources, registered_at
        ) as version_rank
    from snapshots
    where container_instance_arn is not null

),

newest as (

    select
        *,
        list_extract(list_transform(list_filter(try(json_extract(cast(registered_resources as varchar), '$[*]')), item -> json_extract_string(item, '/name') = 'CPU'), item -> json_extract_string(item, '/integerValue')), 1) as said_cpu,
        list_extract(list_transform(list_filter(try(json_extract(cast(registered_resources as varchar), '$[*]')), item -> json_extract_string(item, '/name') = 'MEMORY'), item -> json_extract_string(item, '/integerValue')), 1) as said_memory
    from ranked
    where version_rank = 1

),

container_instance_snapshots as (

    select
        container_instance_arn,
        instance_id,
        case when cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end as cpu_capacity,
        case when cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end as memory_capacity,
        registered_at
    from newest

)

select * from container_instance_snapshots
