with

attachments as (

    select * from intermediate.int_ebs_attachments

),

moments as (

    select volume_id, started_at as moment_at
    from attachments

    union

    select volume_id, stopped_at as moment_at
    from attachments

    union

    select volume_id, cast('0001-01-01 00:00:00' as timestamp) as moment_at
    from attachments

    union

    select volume_id, cast('9999-12-31 00:00:00' as timestamp) as moment_at
    from attachments

),

periods as (

    select
        volume_id,
        moment_at as stayed_from,
        lead(moment_at) over (partition by volume_id order by moment_at) as stayed_until
    from moments

),

-- A volume that is not multi-attach is in one place at a time, so an attachment is one period of it. Comparing each period with each
-- attachment takes long where there are thousands of both.
attachments_of_periods as (

    select volume_id, instance_id, started_at as stayed_from
    from attachments
    where not is_multi_attach

    union all

    select periods.volume_id, attachments.instance_id, periods.stayed_from
    from periods
    inner join attachments
        on attachments.volume_id = periods.volume_id
        and attachments.started_at <= periods.stayed_from
        and attachments.stopped_at >= periods.stayed_until
    where attachments.is_multi_attach

),

stays as (

    select
        periods.volume_id,
        attachments_of_periods.instance_id,
        periods.stayed_from,
        periods.stayed_until,
        count(attachments_of_periods.instance_id) over (partition by periods.volume_id, periods.stayed_from) as attached_instances
    from periods
    left join attachments_of_periods
        on attachments_of_periods.volume_id = periods.volume_id
        and attachments_of_periods.stayed_from = periods.stayed_from
    where periods.stayed_until is not null

)

select * from stays
