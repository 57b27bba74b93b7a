with

ecs_kinds as (

    select
        coalesce(event_kind, '(none)') as event_kind,
        case
            when event_kind is null or event_kind not in ('ECS Task State Change', 'ECS Container Instance State Change') then 'other kind'
            when version is null then 'unreadable'
            when event_kind = 'ECS Task State Change' and task_arn is null then 'unreadable'
            when event_kind <> 'ECS Task State Change' and container_instance_arn is null then 'unreadable'
            else 'delivered'
        end as treatment,
        count(*) as events
    from raw.raw_ecs__events
    group by 1, 2

),

-- Of an event that was delivered twice, one delivery that can be read is enough.
task_versions as (

    select
        task_arn,
        version,
        min(case when is_partly_unreadable then 1 else 0 end) = 1 as is_partly_unreadable
    from staging.stg_ecs__task_events
    group by task_arn, version

),

-- Each event once, so what is more was delivered before.
ecs_once_each as (

    select 'ECS Task State Change' as event_kind, is_partly_unreadable, count(*) as events
    from task_versions
    group by is_partly_unreadable

    union all

    select 'ECS Container Instance State Change' as event_kind, is_partly_unreadable, count(*) as events
    from staging.stg_ecs__container_instance_events
    group by is_partly_unreadable

),

ecs_treatments as (

    select event_kind, treatment, events
    from ecs_kinds
    where treatment <> 'delivered'

    union all

    select
        ecs_kinds.event_kind,
        'duplicate' as treatment,
        ecs_kinds.events - once_each.events as events
    from ecs_kinds
    left join (select event_kind, sum(events) as events from ecs_once_each group by event_kind) as once_each
        on once_each.event_kind = ecs_kinds.event_kind
    where ecs_kinds.treatment = 'delivered'

    union all

    select
        event_kind,
        case when is_partly_unreadable then 'partly unreadable' else 'used' end as treatment,
        events
    from ecs_once_each

),

-- A call about several instances has a row for each of them in every delivery, but is one event.
rows_of_calls as (

    select
        file_id,
        occurred_at,
        instance_id,
        unreadable_fields,
        coalesce(event_id, envelope_id) as event_id,
        coalesce(event_name, envelope_kind, '(none)') as event_kind,
        case
            when coalesce(event_source, 'ec2.amazonaws.com') <> 'ec2.amazonaws.com' then 'other kind'
            when coalesce(event_name, '') not in (
                'AttachVolume', 'DetachVolume', 'CreateVolume', 'DeleteVolume', 'RunInstances', 'TerminateInstances'
            ) then 'other kind'
            when error_code is not null then 'failed call'
            when event_id is null or occurred_at is null then 'unreadable'
            when event_name in ('RunInstances', 'TerminateInstances') and instance_id is null then 'unreadable instance'
            when event_name not in ('RunInstances', 'TerminateInstances') and volume_id is null then 'unreadable'
            when event_name = 'AttachVolume' and attached_instance_id is null then 'unreadable'
            else 'used'
        end as treatment
    from raw.raw_ec2__api_events

),

ranked_rows as (

    select
        *,
        row_number() over (
            partition by event_id, event_kind, treatment, instance_id
            order by case when unreadable_fields is null then 0 else 1 end, occurred_at, file_id
        ) as delivery_rank
    from rows_of_calls

),

-- A call that names one instance that can be read and one that cannot is used, but not all of it.
calls as (

    select
        event_kind,
        case
            when max(treatment) = 'unreadable instance' then 'unreadable'
            when max(treatment) <> 'used' then max(treatment)
            when delivery_rank > 1 then 'duplicate'
            when min(treatment) <> 'used' or max(unreadable_fields) is not null then 'partly unreadable'
            else 'used'
        end as treatment
    from ranked_rows
    group by event_id, event_kind, case when treatment = 'unreadable instance' then 'used' else treatment end, delivery_rank

),

instance_snapshots as (

    select
        *,
        list_extract(list_transform(list_filter(try(json_extract(cast(registered_resources as varchar), '$[*]')), item -> json_extract_string(item, '/name') = 'CPU'), item -> json_extract_string(item, '/integerValue')), 1) as said_cpu,
        list_extract(list_transform(list_filter(try(json_extract(cast(registered_resources as varchar), '$[*]')), item -> json_extract_string(item, '/name') = 'MEMORY'), item -> json_extract_string(item, '/integerValue')), 1) as said_memory
    from raw.raw_ecs__container_instance_snapshots

),

snapshots as (

    select
        'DescribeVolumes' as event_kind,
        case
            when volume_id is null or (instance_id is not null and attached_at is null) then 'unreadable'
            when unreadable_fields is not null then 'partly unreadable'
        end as treatment
    from raw.raw_ec2__volume_snapshots

    union all

    select
        'DescribeContainerInstances' as event_kind,
        case
            when container_instance_arn is null then 'unreadable'
            when unreadable_fields is not null or (
    (said_cpu is not null and case when cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_cpu, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_cpu, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end is null)
    or (said_memory is not null and case when cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) between 0 and 10000000 then cast(cast(case when regexp_matches(said_memory, '^0*([0-9]{1,8})([.]0*)?$') then regexp_extract(said_memory, '^0*([0-9]{1,8})([.]0*)?$', 1) end as bigint) as bigint) end is null)
) then 'partly unreadable'
        end as treatment
    from instance_snapshots

),

all_events as (

    select 'ecs_events' as source_name, event_kind, treatment, events
    from ecs_treatments
    where events > 0

    union all

    select 'ebs_events' as source_name, event_kind, treatment, 1 as events
    from calls

    union all

    select 'resource_snapshots' as source_name, event_kind, treatment, 1 as events
    from snapshots
    where treatment is not null

),

event_counts as (

    select
        source_name,
        event_kind,
        treatment,
        cast(sum(events) as bigint) as events
    from all_events
    group by source_name, event_kind, treatment

)

select * from event_counts
