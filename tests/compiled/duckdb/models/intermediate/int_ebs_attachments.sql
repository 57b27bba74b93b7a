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

-- Who was attached at each moment at which anyone was, and who at the next: told by the first and the last of their ids.
start_moments as (

    select
        volume_id,
        started_at,
        lead(started_at) over (partition by volume_id order by started_at) as next_started_at,
        lead(first_instance_id) over (partition by volume_id order by started_at) as next_first_instance_id,
        lead(last_instance_id) over (partition by volume_id order by started_at) as next_last_instance_id
    from (
        select
            volume_id,
            started_at,
            min(instance_id) as first_instance_id,
            max(instance_id) as last_instance_id
        from all_starts
        group by volume_id, started_at
    ) as instances_of_moments

),

-- A volume that is not multi-attach can only be in one place: attached elsewhere, it has left. It had left where it was at the moment before; were
-- every instance that it ever was at to leave, each time, a volume that was attached ten thousand times would take gigabytes.
said_ends as (

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
        all_starts.volume_id,
        all_starts.instance_id,
        start_moments.next_started_at as stopped_at,
        'moved' as end_source
    from all_starts
    inner join start_moments
        on start_moments.volume_id = all_starts.volume_id
        and start_moments.started_at = all_starts.started_at
    inner join pairs
        on pairs.volume_id = all_starts.volume_id
        and pairs.instance_id = all_starts.instance_id
    where not pairs.is_multi_attach
        and (
            start_moments.next_first_instance_id <> all_starts.instance_id
            or start_moments.next_last_instance_id <> all_starts.instance_id
        )

),

ends as (

    select
        volume_id,
        instance_id,
        stopped_at,
        min(end_source) as end_source
    from said_ends
    group by volume_id, instance_id, stopped_at

),

-- Backwards through the starts and ends of a pair, the last end that was met is the next one. In one moment starts come first, since an end then is that
-- of the stay before.
starts_with_stops as (

    select
        volume_id,
        instance_id,
        moment_at as started_at,
        start_source,
        min(stopped_at) over (
            partition by volume_id, instance_id
            order by moment_at desc, case when stopped_at is null then 0 else 1 end
            rows between unbounded preceding and current row
        ) as stopped_at
    from (
        select volume_id, instance_id, started_at as moment_at, start_source, cast(null as timestamp) as stopped_at
        from all_starts

        union all

        select volume_id, instance_id, stopped_at as moment_at, cast(null as varchar) as start_source, stopped_at
        from ends
    ) as starts_and_ends

),

starts_with_ends as (

    select
        starts_with_stops.volume_id,
        starts_with_stops.instance_id,
        starts_with_stops.started_at,
        starts_with_stops.start_source,
        starts_with_stops.stopped_at,
        ends.end_source
    from starts_with_stops
    left join ends
        on ends.volume_id = starts_with_stops.volume_id
        and ends.instance_id = starts_with_stops.instance_id
        and ends.stopped_at = starts_with_stops.stopped_at
    where starts_with_stops.start_source is not null

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
