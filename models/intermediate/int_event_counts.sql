/*
description: >
  One row per kind of event and what is done with it, counted over all event files. Of snapshots, which are states and no events,
  only those are counted of which something cannot be read.
grain: [source_name, event_kind, treatment]
materialized: table
redshift: {dist: all, sort: [source_name]}
columns:
  event_kind: {description: "The event's own name: its detail-type, or of an API call the call."}
  treatment: {description: "used; duplicate: delivered before; failed call: nothing happened; other kind: nobody asked for it; unreadable: what it is about or when it was cannot be read, so it was not used; partly unreadable: it was used without a time or number that cannot be read."}
tests:
  - accepted_values: {column: treatment, values: [used, duplicate, failed call, other kind, unreadable, partly unreadable]}
*/
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
    from {{source "ecs" "events"}}
    group by 1, 2

),

-- Of an event that was delivered twice, one delivery that can be read is enough.
task_versions as (

    select
        task_arn,
        version,
        min(case when is_partly_unreadable then 1 else 0 end) = 1 as is_partly_unreadable
    from {{ref "stg_ecs__task_events"}}
    group by task_arn, version

),

-- Each event once, so what is more was delivered before.
ecs_once_each as (

    select 'ECS Task State Change' as event_kind, is_partly_unreadable, count(*) as events
    from task_versions
    group by is_partly_unreadable

    union all

    select 'ECS Container Instance State Change' as event_kind, is_partly_unreadable, count(*) as events
    from {{ref "stg_ecs__container_instance_events"}}
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
    from {{source "ec2" "api_events"}}

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
        {{registered "registered_resources" "CPU"}} as said_cpu,
        {{registered "registered_resources" "MEMORY"}} as said_memory
    from {{source "ecs" "container_instance_snapshots"}}

),

snapshots as (

    select
        'DescribeVolumes' as event_kind,
        case
            when volume_id is null or (instance_id is not null and attached_at is null) then 'unreadable'
            when unreadable_fields is not null then 'partly unreadable'
        end as treatment
    from {{source "ec2" "volume_snapshots"}}

    union all

    select
        'DescribeContainerInstances' as event_kind,
        case
            when container_instance_arn is null then 'unreadable'
            when unreadable_fields is not null or {{has_unreadable_registration "said_cpu" "said_memory"}} then 'partly unreadable'
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
        {{cast "integer" "sum(events)"}} as events
    from all_events
    group by source_name, event_kind, treatment

)

select * from event_counts
