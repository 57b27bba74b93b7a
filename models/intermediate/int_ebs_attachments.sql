/*
description: >
  One row per attachment: the half-open interval in which a volume was attached to an instance, put together from
  AttachVolume, DetachVolume, DeleteVolume, TerminateInstances and snapshots.
grain: [volume_id, instance_id, started_at]
materialized: table
columns:
  start_source: {description: "attached: an event or snapshot says when; assumed: only the end was seen, so it is taken to reach back to the beginning."}
  end_source: {description: "detached, deleted or terminated: an event says it; moved: it was attached elsewhere without a word; open: nothing ended it."}
tests:
  - accepted_values: {column: start_source, values: [attached, assumed]}
  - accepted_values: {column: end_source, values: [detached, deleted, terminated, moved, open]}
*/
with

volume_events as (

    select * from {{ref "stg_ec2__volume_events"}}

),

snapshots as (

    select * from {{ref "stg_ec2__volume_snapshots"}}

),

instance_ends as (

    select * from {{ref "int_instance_ends"}}

),

multi_attach_volumes as (

    select volume_id
    from snapshots
    where is_multi_attach
    group by volume_id

),

starts as (

    select
        volume_id,
        instance_id,
        occurred_at as started_at
    from volume_events
    where event_name = 'AttachVolume'
        and volume_id is not null
        and instance_id is not null

    union

    select
        volume_id,
        instance_id,
        attached_at as started_at
    from snapshots
    where instance_id is not null
        and attached_at is not null

),

pairs as (

    select volume_id, instance_id
    from starts

    union

    select volume_id, instance_id
    from volume_events
    where event_name = 'DetachVolume'
        and volume_id is not null
        and instance_id is not null

),

ends as (

    select
        volume_id,
        instance_id,
        occurred_at as stopped_at,
        'detached' as end_source
    from volume_events
    where event_name = 'DetachVolume'
        and volume_id is not null
        and instance_id is not null

    union all

    select
        pairs.volume_id,
        pairs.instance_id,
        volume_events.occurred_at as stopped_at,
        'deleted' as end_source
    from pairs
    inner join volume_events
        on volume_events.volume_id = pairs.volume_id
        and volume_events.event_name = 'DeleteVolume'

    union all

    select
        pairs.volume_id,
        pairs.instance_id,
        instance_ends.terminated_at as stopped_at,
        'terminated' as end_source
    from pairs
    inner join instance_ends on instance_ends.instance_id = pairs.instance_id

    union all

    -- A volume that is not multi-attach can only be in one place: attached elsewhere, it has left.
    select
        pairs.volume_id,
        pairs.instance_id,
        starts.started_at as stopped_at,
        'moved' as end_source
    from pairs
    inner join starts
        on starts.volume_id = pairs.volume_id
        and starts.instance_id <> pairs.instance_id
    left join multi_attach_volumes on multi_attach_volumes.volume_id = pairs.volume_id
    where multi_attach_volumes.volume_id is null

),

-- A DetachVolume whose attachment nobody saw begin: it began before anyone listened.
unseen_starts as (

    select
        first_ends.volume_id,
        first_ends.instance_id,
        {{cast "timestamp" "'0001-01-01 00:00:00'"}} as started_at
    from (
        select volume_id, instance_id, min(stopped_at) as stopped_at
        from ends
        where end_source = 'detached'
        group by volume_id, instance_id
    ) as first_ends
    left join (
        select volume_id, instance_id, min(started_at) as started_at
        from starts
        group by volume_id, instance_id
    ) as first_starts
        on first_starts.volume_id = first_ends.volume_id
        and first_starts.instance_id = first_ends.instance_id
    where first_starts.started_at is null
        or first_starts.started_at >= first_ends.stopped_at

),

all_starts as (

    select volume_id, instance_id, started_at, 'attached' as start_source
    from starts

    union all

    select volume_id, instance_id, started_at, 'assumed' as start_source
    from unseen_starts

),

starts_with_ends as (

    select
        all_starts.volume_id,
        all_starts.instance_id,
        all_starts.started_at,
        all_starts.start_source,
        ends.stopped_at,
        ends.end_source,
        row_number() over (
            partition by all_starts.volume_id, all_starts.instance_id, all_starts.started_at
            order by ends.stopped_at, ends.end_source
        ) as end_rank
    from all_starts
    left join ends
        on ends.volume_id = all_starts.volume_id
        and ends.instance_id = all_starts.instance_id
        and ends.stopped_at > all_starts.started_at

),

-- An event and a snapshot may tell of the same attachment: starts with no end between them are one.
attachments as (

    select
        volume_id,
        instance_id,
        min(started_at) as started_at,
        min(start_source) as start_source,
        coalesce(stopped_at, {{cast "timestamp" "'9999-12-31 00:00:00'"}}) as stopped_at,
        coalesce(end_source, 'open') as end_source
    from starts_with_ends
    where end_rank = 1
    group by volume_id, instance_id, stopped_at, end_source

),

with_next as (

    select
        attachments.*,
        multi_attach_volumes.volume_id is not null as is_multi_attach,
        lead(attachments.started_at) over (
            partition by attachments.volume_id
            order by attachments.started_at, attachments.instance_id
        ) as next_started_at
    from attachments
    left join multi_attach_volumes on multi_attach_volumes.volume_id = attachments.volume_id

),

-- Attached to two instances in the same moment: only the last of them, by its id, can have it.
placed as (

    select
        volume_id,
        instance_id,
        started_at,
        case when not is_multi_attach and next_started_at < stopped_at then next_started_at else stopped_at end as stopped_at,
        start_source,
        case when not is_multi_attach and next_started_at < stopped_at then 'moved' else end_source end as end_source,
        is_multi_attach
    from with_next

),

not_empty as (

    select *
    from placed
    where stopped_at > started_at

)

select * from not_empty
