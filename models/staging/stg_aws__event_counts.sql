/*
description: One row per kind of event and what is done with it, counted over all event files.
grain: [source_name, event_kind, treatment]
materialized: table
columns:
  event_kind: {description: "The event's own name: its detail-type, or of an API call the call."}
  treatment: {description: "used; duplicate: delivered before; failed call: nothing happened; other kind: nobody asked for it; unreadable: it lacks what it is known by."}
tests:
  - accepted_values: {column: treatment, values: [used, duplicate, failed call, other kind, unreadable]}
*/
with

ecs_events as (

    select
        coalesce(event_kind, '(none)') as event_kind,
        case
            when coalesce(event_kind, '') not in ('ECS Task State Change', 'ECS Container Instance State Change') then 'other kind'
            when version is null then 'unreadable'
            when event_kind = 'ECS Task State Change' and task_arn is null then 'unreadable'
            when event_kind <> 'ECS Task State Change' and container_instance_arn is null then 'unreadable'
            when row_number() over (
                partition by event_kind, case when event_kind = 'ECS Task State Change' then task_arn else container_instance_arn end, version
                order by emitted_at, event_id, file_id
            ) > 1 then 'duplicate'
            else 'used'
        end as treatment
    from {{source "ecs" "events"}}

),

-- A call about several instances has a row for each of them, but is one event.
api_calls as (

    select
        file_id,
        event_id,
        case
            when event_name is null then coalesce(envelope_kind, '(none)')
            else event_name
        end as event_kind,
        event_name,
        event_source,
        error_code,
        row_number() over (partition by event_id, instance_id, event_name order by file_id) as delivery_rank,
        row_number() over (partition by event_id, file_id, event_name order by instance_id) as instance_rank
    from {{source "ec2" "api_events"}}

),

api_events as (

    select
        event_kind,
        case
            when coalesce(event_source, '') <> 'ec2.amazonaws.com' then 'other kind'
            when event_name not in ('AttachVolume', 'DetachVolume', 'CreateVolume', 'DeleteVolume', 'RunInstances', 'TerminateInstances') then 'other kind'
            when event_id is null then 'unreadable'
            when error_code is not null then 'failed call'
            when delivery_rank > 1 then 'duplicate'
            else 'used'
        end as treatment
    from api_calls
    where event_id is null
        or instance_rank = 1
        or delivery_rank > 1

),

all_events as (

    select 'ecs_events' as source_name, event_kind, treatment
    from ecs_events

    union all

    select 'ebs_events' as source_name, event_kind, treatment
    from api_events

),

event_counts as (

    select
        source_name,
        event_kind,
        treatment,
        {{cast "integer" "count(*)"}} as events
    from all_events
    group by source_name, event_kind, treatment

)

select * from event_counts
