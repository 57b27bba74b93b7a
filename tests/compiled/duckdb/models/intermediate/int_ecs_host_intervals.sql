with

charged_intervals as (

    select * from intermediate.int_charged_intervals

),

ebs_parts as (

    select * from intermediate.int_ebs_parts

),

hosts as (

    select
        statement_month,
        instance_id,
        row_number() over (order by statement_month, instance_id) as host_number
    from (
        select distinct statement_month, instance_id
        from intermediate.int_ecs_task_intervals
        where instance_id is not null
    ) as instances

),

host_intervals as (

    select
        charged_intervals.statement_month,
        hosts.host_number,
        charged_intervals.started_at,
        charged_intervals.stopped_at
    from charged_intervals
    inner join hosts
        on hosts.statement_month = charged_intervals.statement_month
        and hosts.instance_id = charged_intervals.instance_id

    union

    select
        ebs_parts.statement_month,
        hosts.host_number,
        ebs_parts.started_at,
        ebs_parts.stopped_at
    from ebs_parts
    inner join hosts
        on hosts.statement_month = ebs_parts.statement_month
        and hosts.instance_id = ebs_parts.instance_id

),

numbered as (

    select
        host_intervals.statement_month,
        (
            (cast(extract(year from host_intervals.statement_month) as bigint) - 2000) * 12
            + cast(extract(month from host_intervals.statement_month) as bigint)
        ) * 1000000000
            + row_number() over (
                order by host_intervals.host_number, host_intervals.started_at, host_intervals.stopped_at
            ) as host_interval_id,
        host_intervals.host_number,
        hosts.instance_id,
        host_intervals.started_at,
        host_intervals.stopped_at,
        date_diff('millisecond', cast(timestamp '1970-01-01 00:00:00' as timestamp), cast(host_intervals.started_at as timestamp)) as from_milliseconds,
        date_diff('millisecond', cast(timestamp '1970-01-01 00:00:00' as timestamp), cast(host_intervals.stopped_at as timestamp)) as until_milliseconds
    from host_intervals
    inner join hosts on hosts.host_number = host_intervals.host_number

)

select * from numbered
