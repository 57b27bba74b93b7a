/*
description: >
  One row per ECS host and interval for which a bill line charges it or a volume on it. What follows is worked out with the
  numbers given here: comparing them is many times quicker than comparing names and moments.
grain: [host_interval_id]
redshift: {dist: host_interval_id, sort: [statement_month, instance_id, started_at]}
columns:
  host_interval_id: {description: "Never the same in two months: billions of the month, counted from the end of 1999, and the interval's number in it."}
  host_number: {description: "The same for all intervals of one host in one month, and of no other host or month that was built in the same run."}
  from_milliseconds: {description: "started_at, counted from the begin of 1970."}
  until_milliseconds: {description: "stopped_at, likewise."}
*/
with

charged_intervals as (

    select * from {{ref "int_charged_intervals"}}

),

ebs_parts as (

    select * from {{ref "int_ebs_parts"}}

),

hosts as (

    select
        statement_month,
        instance_id,
        row_number() over (order by statement_month, instance_id) as host_number
    from (
        select distinct statement_month, instance_id
        from {{ref "int_ecs_task_intervals"}}
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
            ({{cast "integer" "extract(year from host_intervals.statement_month)"}} - 2000) * 12
            + {{cast "integer" "extract(month from host_intervals.statement_month)"}}
        ) * 1000000000
            + row_number() over (
                order by host_intervals.host_number, host_intervals.started_at, host_intervals.stopped_at
            ) as host_interval_id,
        host_intervals.host_number,
        hosts.instance_id,
        host_intervals.started_at,
        host_intervals.stopped_at,
        {{milliseconds_between "timestamp '1970-01-01 00:00:00'" "host_intervals.started_at"}} as from_milliseconds,
        {{milliseconds_between "timestamp '1970-01-01 00:00:00'" "host_intervals.stopped_at"}} as until_milliseconds
    from host_intervals
    inner join hosts on hosts.host_number = host_intervals.host_number

)

select * from numbered
