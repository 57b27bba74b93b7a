with

moments as (

    select * from intermediate.int_ebs_moments

),

unseen_attaches as (

    select * from intermediate.int_ebs_unseen_attaches

),

pairs as (

    select distinct volume_id, instance_id, is_multi_attach
    from moments

),

-- Where nothing was heard of the volume, or that it had left somewhere, it has been here since then. If the last word was
-- that it is attached elsewhere, that is known and this only assumed: it was there until now.
all_starts as (

    select volume_id, instance_id, moment_at as started_at, 'attached' as start_source
    from moments
    where kind = 'attached'

    union all

    select
        volume_id,
        instance_id,
        coalesce(last_moment_at, cast('0001-01-01 00:00:00' as timestamp)) as started_at,
        'assumed' as start_source
    from unseen_attaches
    where coalesce(last_kind, '') <> 'attached'

),

-- A volume that is not multi-attach can only be in one place: attached elsewhere, it has left.
ends as (

    select
        volume_id,
        instance_id,
        moment_at as stopped_at,
        case when kind = 'released' then 'detached' else kind end as end_source
    from moments
    where kind <> 'attached'

    union all

    select volume_id, last_instance_id, detached_at, 'moved'
    from unseen_attaches
    where last_kind = 'attached'

    union all

    select
        pairs.volume_id,
        pairs.instance_id,
        all_starts.started_at as stopped_at,
        'moved' as end_source
    from pairs
    inner join all_starts
        on all_starts.volume_id = pairs.volume_id
        and all_starts.instance_id <> pairs.instance_id
    where not pairs.is_multi_attach

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
        coalesce(stopped_at, cast('9999-12-31 00:00:00' as timestamp)) as stopped_at,
        coalesce(end_source, 'open') as end_source
    from starts_with_ends
    where end_rank = 1
    group by volume_id, instance_id, stopped_at, end_source

),

with_next as (

    select
        attachments.*,
        pairs.is_multi_attach,
        lead(attachments.started_at) over (
            partition by attachments.volume_id
            order by attachments.started_at, attachments.instance_id
        ) as next_started_at
    from attachments
    inner join pairs
        on pairs.volume_id = attachments.volume_id
        and pairs.instance_id = attachments.instance_id

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
