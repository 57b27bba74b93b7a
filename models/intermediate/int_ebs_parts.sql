/*
description: >
  One row per volume, interval that a bill line charges it for, and instance to which it was attached in that interval (null:
  the part when it was attached to none): the cuts by which the line's cost follows the volume.
grain: [statement_month, volume_id, started_at, stopped_at, instance_id]
columns:
  instance_id: {nullable: true}
  cut_weight: {description: "Milliseconds attached; where several instances share a volume, each has an equal part of every moment, counted in 1/720720 ms so that it stays whole for up to 16 of them."}
*/
with

bill_lines as (

    select * from {{ref "int_bill_lines"}}

),

attachments as (

    select * from {{ref "int_ebs_attachments"}}

),

volume_intervals as (

    select distinct
        statement_month,
        volume_id,
        started_at,
        stopped_at
    from bill_lines
    where volume_id is not null

),

attached_intervals as (

    select
        volume_intervals.statement_month,
        volume_intervals.volume_id,
        volume_intervals.started_at,
        volume_intervals.stopped_at,
        attachments.instance_id,
        greatest(volume_intervals.started_at, attachments.started_at) as attached_from,
        least(volume_intervals.stopped_at, attachments.stopped_at) as attached_until
    from volume_intervals
    inner join attachments
        on attachments.volume_id = volume_intervals.volume_id
        and attachments.started_at < volume_intervals.stopped_at
        and attachments.stopped_at > volume_intervals.started_at

),

-- The moments of an interval at which the set of attached instances changes.
moments as (

    select statement_month, volume_id, started_at, stopped_at, attached_from as moment_at
    from attached_intervals

    union

    select statement_month, volume_id, started_at, stopped_at, attached_until as moment_at
    from attached_intervals

),

segments as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        moment_at as segment_from,
        lead(moment_at) over (
            partition by statement_month, volume_id, started_at, stopped_at
            order by moment_at
        ) as segment_until
    from moments

),

attached_segments as (

    select
        segments.statement_month,
        segments.volume_id,
        segments.started_at,
        segments.stopped_at,
        attached_intervals.instance_id,
        {{milliseconds_between "segments.segment_from" "segments.segment_until"}} as segment_milliseconds,
        count(*) over (
            partition by segments.statement_month, segments.volume_id, segments.started_at, segments.stopped_at, segments.segment_from
        ) as attached_instances
    from segments
    inner join attached_intervals
        on attached_intervals.statement_month = segments.statement_month
        and attached_intervals.volume_id = segments.volume_id
        and attached_intervals.started_at = segments.started_at
        and attached_intervals.stopped_at = segments.stopped_at
        and attached_intervals.attached_from <= segments.segment_from
        and attached_intervals.attached_until >= segments.segment_until
    where segments.segment_until is not null

),

attached_parts as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        instance_id,
        sum({{int_div (product (big_integer "segment_milliseconds") "720720") "attached_instances"}}) as cut_weight
    from attached_segments
    group by statement_month, volume_id, started_at, stopped_at, instance_id

),

attached_totals as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        sum(cut_weight) as attached_weight
    from attached_parts
    group by statement_month, volume_id, started_at, stopped_at

),

unattached_parts as (

    select
        volume_intervals.statement_month,
        volume_intervals.volume_id,
        volume_intervals.started_at,
        volume_intervals.stopped_at,
        cast(null as varchar) as instance_id,
        {{big_integer (milliseconds_between "volume_intervals.started_at" "volume_intervals.stopped_at")}} * 720720
            - coalesce(attached_totals.attached_weight, 0) as cut_weight
    from volume_intervals
    left join attached_totals
        on attached_totals.statement_month = volume_intervals.statement_month
        and attached_totals.volume_id = volume_intervals.volume_id
        and attached_totals.started_at = volume_intervals.started_at
        and attached_totals.stopped_at = volume_intervals.stopped_at

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
        ), 0) as cut_before,
        sum(cut_weight) over (partition by statement_month, volume_id, started_at, stopped_at) as cut_total
    from all_parts

),

-- A volume that stayed in one place the whole time is not cut at all, and dividing by 1 is quick.
parts as (

    select
        statement_month,
        volume_id,
        started_at,
        stopped_at,
        instance_id,
        {{big_integer "case when cut_weight = cut_total then 1 else cut_weight end"}} as cut_weight,
        {{big_integer "cut_before"}} as cut_before,
        {{big_integer "case when cut_weight = cut_total then 1 else cut_total end"}} as cut_total
    from cuts

)

select * from parts
