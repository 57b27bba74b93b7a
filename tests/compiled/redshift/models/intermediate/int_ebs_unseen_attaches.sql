with

moments as (

    select * from intermediate.int_ebs_moments

),

-- For each moment of a pair, the last attach up to it and the last of its sort before it: of what happens in one moment, `attached` comes first. And
-- the last time before it that the volume was attached or detached anywhere.
with_last_words as (

    select
        *,
        max(case when kind = 'attached' then moment_at end) over (
            partition by volume_id, instance_id
            order by moment_at, kind
            rows between unbounded preceding and current row
        ) as last_attached_at,
        lag(moment_at) over (
            partition by volume_id, instance_id, case when kind = 'attached' then 1 else 0 end
            order by moment_at, kind
        ) as previous_of_its_sort_at,
        max(case when kind in ('attached', 'detached') then moment_at end) over (
            partition by volume_id
            order by moment_at, kind desc
            rows between unbounded preceding and 1 preceding
        ) as volume_moved_at
    from moments

),

-- What ends no stay that is known. Attach and detach of one pair never fall into the same moment here, so "up to now" is "before" for a detach. Attached to
-- or detached from another instance since, a volume that is not multi-attach had left.
with_known_stays as (

    select
        *,
        coalesce(
            last_attached_at is null
            or last_attached_at < previous_of_its_sort_at
            or (last_attached_at < volume_moved_at and not is_multi_attach),
            false
        ) as had_left
    from with_last_words

),

unseen as (

    select
        volume_id,
        instance_id,
        moment_at as detached_at,
        is_multi_attach
    from with_known_stays
    where kind = 'detached'
        and had_left

),

-- The end of an instance says nothing of a volume that had left it.
words as (

    select *
    from with_known_stays
    where kind <> 'terminated'
        or not had_left

),

with_last_moment as (

    select
        unseen.volume_id,
        unseen.instance_id,
        unseen.detached_at,
        words.instance_id as last_instance_id,
        words.moment_at as last_moment_at,
        words.kind as last_kind,
        row_number() over (
            partition by unseen.volume_id, unseen.instance_id, unseen.detached_at
            order by
                words.moment_at desc,
                case when words.kind = 'attached' then 0 else 1 end,
                words.instance_id
        ) as moment_rank
    from unseen
    left join words
        on words.volume_id = unseen.volume_id
        and words.moment_at < unseen.detached_at
        and (not unseen.is_multi_attach or words.instance_id = unseen.instance_id)

),

unseen_attaches as (

    select
        volume_id,
        instance_id,
        detached_at,
        last_instance_id,
        last_moment_at,
        last_kind
    from with_last_moment
    where moment_rank = 1

)

select * from unseen_attaches
