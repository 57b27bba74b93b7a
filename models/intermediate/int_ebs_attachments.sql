/*
description: >
  One row per attachment: the half-open interval in which a volume was attached to an instance, put together from
  AttachVolume, DetachVolume, DeleteVolume, TerminateInstances and snapshots.
grain: [volume_id, instance_id, started_at]
materialized: table
columns:
  start_source: {description: "attached: an event or snapshot says when; assumed: only the end was seen, so it reaches back to the last that was heard of the volume, or to the beginning."}
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

said_starts as (

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

said_detaches as (

    select distinct
        volume_id,
        instance_id,
        occurred_at as detached_at
    from volume_events
    where event_name = 'DetachVolume'
        and volume_id is not null

),

-- CloudTrail's times are whole seconds. Attached and detached in the same one, the volume is afterwards where it was
-- before, so both are left out.
starts as (

    select
        said_starts.volume_id,
        said_starts.instance_id,
        said_starts.started_at
    from said_starts
    left join said_detaches
        on said_detaches.volume_id = said_starts.volume_id
        and said_detaches.instance_id = said_starts.instance_id
        and said_detaches.detached_at = said_starts.started_at
    where said_detaches.volume_id is null

),

detaches as (

    select
        said_detaches.volume_id,
        said_detaches.instance_id,
        said_detaches.detached_at
    from said_detaches
    left join said_starts
        on said_starts.volume_id = said_detaches.volume_id
        and said_starts.instance_id = said_detaches.instance_id
        and said_starts.started_at = said_detaches.detached_at
    where said_starts.volume_id is null

),

pairs as (

    select volume_id, instance_id
    from starts

    union

    select volume_id, instance_id
    from detaches
    where instance_id is not null

),

-- What surely ends an attachment of the pair.
said_ends as (

    select
        volume_id,
        instance_id,
        detached_at as stopped_at,
        'detached' as end_source
    from detaches
    where instance_id is not null

    union all

    select
        pairs.volume_id,
        pairs.instance_id,
        detaches.detached_at as stopped_at,
        'detached' as end_source
    from pairs
    inner join detaches
        on detaches.volume_id = pairs.volume_id
        and detaches.instance_id is null

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

),

last_starts as (

    select
        detaches.volume_id,
        detaches.instance_id,
        detaches.detached_at,
        max(starts.started_at) as last_started_at
    from detaches
    inner join starts
        on starts.volume_id = detaches.volume_id
        and starts.instance_id = detaches.instance_id
        and starts.started_at < detaches.detached_at
    group by detaches.volume_id, detaches.instance_id, detaches.detached_at

),

last_ends as (

    select
        detaches.volume_id,
        detaches.instance_id,
        detaches.detached_at,
        max(said_ends.stopped_at) as last_stopped_at
    from detaches
    inner join said_ends
        on said_ends.volume_id = detaches.volume_id
        and said_ends.instance_id = detaches.instance_id
        and said_ends.stopped_at < detaches.detached_at
    group by detaches.volume_id, detaches.instance_id, detaches.detached_at

),

-- A DetachVolume whose attachment nobody saw begin.
unmatched_detaches as (

    select
        detaches.volume_id,
        detaches.instance_id,
        detaches.detached_at,
        multi_attach_volumes.volume_id is not null as is_multi_attach
    from detaches
    left join last_starts
        on last_starts.volume_id = detaches.volume_id
        and last_starts.instance_id = detaches.instance_id
        and last_starts.detached_at = detaches.detached_at
    left join last_ends
        on last_ends.volume_id = detaches.volume_id
        and last_ends.instance_id = detaches.instance_id
        and last_ends.detached_at = detaches.detached_at
    left join multi_attach_volumes on multi_attach_volumes.volume_id = detaches.volume_id
    where detaches.instance_id is not null
        and (
            last_starts.last_started_at is null
            or last_starts.last_started_at < last_ends.last_stopped_at
        )

),

moments as (

    select volume_id, instance_id, started_at as moment_at, 1 as is_start
    from starts

    union all

    select volume_id, instance_id, stopped_at as moment_at, 0 as is_start
    from said_ends

),

-- The last that was heard of the volume before such a detach.
unmatched_with_last_word as (

    select
        unmatched_detaches.volume_id,
        unmatched_detaches.instance_id,
        unmatched_detaches.detached_at,
        moments.instance_id as last_instance_id,
        moments.moment_at as last_moment_at,
        moments.is_start as last_is_start,
        row_number() over (
            partition by unmatched_detaches.volume_id, unmatched_detaches.instance_id, unmatched_detaches.detached_at
            order by moments.moment_at desc, moments.is_start desc, moments.instance_id
        ) as moment_rank
    from unmatched_detaches
    left join moments
        on moments.volume_id = unmatched_detaches.volume_id
        and moments.moment_at < unmatched_detaches.detached_at
        and (not unmatched_detaches.is_multi_attach or moments.instance_id = unmatched_detaches.instance_id)

),

-- Nothing was heard, or that it had left somewhere: it has been here since then. If the last word was that it is attached
-- elsewhere, that is known and this only assumed: it was there until now.
all_starts as (

    select volume_id, instance_id, started_at, 'attached' as start_source
    from starts

    union all

    select
        volume_id,
        instance_id,
        coalesce(last_moment_at, {{cast "timestamp" "'0001-01-01 00:00:00'"}}) as started_at,
        'assumed' as start_source
    from unmatched_with_last_word
    where moment_rank = 1
        and coalesce(last_is_start, 0) = 0

),

ends as (

    select volume_id, instance_id, stopped_at, end_source
    from said_ends

    union all

    select volume_id, last_instance_id, detached_at, 'moved'
    from unmatched_with_last_word
    where moment_rank = 1
        and last_is_start = 1

    union all

    -- A volume that is not multi-attach can only be in one place: attached elsewhere, it has left.
    select
        pairs.volume_id,
        pairs.instance_id,
        all_starts.started_at as stopped_at,
        'moved' as end_source
    from pairs
    inner join all_starts
        on all_starts.volume_id = pairs.volume_id
        and all_starts.instance_id <> pairs.instance_id
    left join multi_attach_volumes on multi_attach_volumes.volume_id = pairs.volume_id
    where multi_attach_volumes.volume_id is null

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
