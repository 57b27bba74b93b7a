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

-- A call about several instances has a row for each of them in every delivery, but is one event.
rows_of_calls as (

    select
        coalesce(event_id, envelope_id) as event_id,
        coalesce(event_name, envelope_kind, '(none)') as event_kind,
        instance_id,
        case
            when coalesce(event_source, 'ec2.amazonaws.com') <> 'ec2.amazonaws.com' then 'other kind'
            when coalesce(event_name, '') not in (
                'AttachVolume', 'DetachVolume', 'CreateVolume', 'DeleteVolume', 'RunInstances', 'TerminateInstances'
            ) then 'other kind'
            when error_code is not null then 'failed call'
            when event_id is null then 'unreadable'
            else 'used'
        end as treatment
    from {{source "ec2" "api_events"}}

),

calls_and_instances as (

    select
        event_id,
        event_kind,
        treatment,
        count(*) as deliveries
    from rows_of_calls
    group by event_id, event_kind, treatment, instance_id

),

api_calls as (

    select
        event_id,
        event_kind,
        treatment,
        max(deliveries) as deliveries
    from calls_and_instances
    group by event_id, event_kind, treatment

),

all_events as (

    select
        'ecs_events' as source_name,
        event_kind,
        treatment,
        1 as events
    from ecs_events

    union all

    select
        'ebs_events' as source_name,
        event_kind,
        treatment,
        case when treatment = 'used' then 1 else deliveries end as events
    from api_calls

    union all

    select
        'ebs_events' as source_name,
        event_kind,
        'duplicate' as treatment,
        deliveries - 1 as events
    from api_calls
    where treatment = 'used'
        and deliveries > 1

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
