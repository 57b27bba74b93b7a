with

volume_intervals as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at
    from intermediate.int_charged_intervals
    where volume_id is not null

),

stays as (

    select * from intermediate.int_ebs_stays

),

-- A volume of which nothing was ever heard has no stay.
stays_of_intervals as (

    select
        volume_intervals.statement_month,
        volume_intervals.volume_id,
        volume_intervals.started_at,
        volume_intervals.stopped_at,
        stays.instance_id,
        stays.stayed_from,
        stays.stayed_until,
        stays.attached_instances,
        stays.volume_id is null
            or (
                stays.attached_instances <= 1
                and stays.stayed_from <= volume_intervals.started_at
                and stays.stayed_until >= volume_intervals.stopped_at
            ) as is_whole
    from volume_intervals
    left join stays
        on stays.volume_id = volume_intervals.volume_id
        and stays.stayed_from < volume_intervals.stopped_at
        and stays.stayed_until > volume_intervals.started_at

),

-- Nearly every volume stays in one place for the whole of an interval: then it is not cut, and dividing by 1 is quick.
whole_parts as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        instance_id,
        cast(1 as decimal(38,0)) as cut_weight,
        cast(0 as decimal(38,0)) as cut_before,
        cast(1 as decimal(38,0)) as cut_total
    from stays_of_intervals
    where is_whole

),

stays_of_cut_intervals as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        instance_id,
        datediff(millisecond, cast(greatest(started_at, stayed_from) as timestamp), cast(least(stopped_at, stayed_until) as timestamp)) as stay_milliseconds,
        attached_instances
    from stays_of_intervals
    where not is_whole

),

attached_times as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        instance_id,
        sum(cast((cast((cast(stay_milliseconds as decimal(38,0)) * 720720) as decimal(38,0)) - mod(cast((cast(stay_milliseconds as decimal(38,0)) * 720720) as decimal(38,0)), cast(attached_instances as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(attached_instances as decimal(38,0)) * 10000 as decimal(38,0))) as cut_weight
    from stays_of_cut_intervals
    where instance_id is not null
    group by statement_month, volume_id, started_at, stopped_at, instance_id

),

-- An attachment within one millisecond has nothing of the line. Kept, it would begin where the next part does.
attached_parts as (

    select *
    from attached_times
    where cut_weight > 0

),

-- What the instances leave is the time without one, and what could not be divided between more than 16 of them.
unattached_parts as (

    select
        cut_intervals.statement_month,
        cut_intervals.volume_id,
        cut_intervals.started_at,
        cut_intervals.stopped_at,
        cast(null as varchar(65535)) as instance_id,
        cast(datediff(millisecond, cast(cut_intervals.started_at as timestamp), cast(cut_intervals.stopped_at as timestamp)) as decimal(38,0)) * 720720
            - coalesce(attached_totals.attached_weight, cast(0 as decimal(38,0))) as cut_weight
    from (
        select distinct statement_month, volume_id, started_at, stopped_at
        from stays_of_cut_intervals
    ) as cut_intervals
    left join (
        select statement_month, volume_id, started_at, stopped_at, sum(cut_weight) as attached_weight
        from attached_parts
        group by statement_month, volume_id, started_at, stopped_at
    ) as attached_totals
        on attached_totals.statement_month = cut_intervals.statement_month
        and attached_totals.volume_id = cut_intervals.volume_id
        and attached_totals.started_at = cut_intervals.started_at
        and attached_totals.stopped_at = cut_intervals.stopped_at

),

all_parts as (

    select * from attached_parts

    union all

    select *
    from unattached_parts
    where cut_weight > 0

),

cuts as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        instance_id,
        cut_weight,
        coalesce(sum(cut_weight) over (
            partition by statement_month, volume_id, started_at, stopped_at
            order by case when instance_id is null then 1 else 0 end, instance_id
            rows between unbounded preceding and 1 preceding
        ), cast(0 as decimal(38,0))) as cut_before,
        sum(cut_weight) over (partition by statement_month, volume_id, started_at, stopped_at) as cut_total
    from all_parts

),

-- A part may still be the whole: beside it there was less than a millisecond, or a change that changed nothing.
parts as (

    select * from whole_parts

    union all

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        instance_id,
        case when cut_weight = cut_total then cast(1 as decimal(38,0)) else cast(cut_weight as decimal(38,0)) end as cut_weight,
        cast(cut_before as decimal(38,0)) as cut_before,
        case when cut_weight = cut_total then cast(1 as decimal(38,0)) else cast(cut_total as decimal(38,0)) end as cut_total
    from cuts

)

select * from parts
