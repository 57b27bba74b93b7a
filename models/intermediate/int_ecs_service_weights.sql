/*
description: >
  One row per host, interval for which a bill line charges it or a volume on it, and ECS service that ran on it in that
  interval, with what the service's tasks weigh together.
grain: [statement_month, instance_id, started_at, stopped_at, ecs_service]
columns:
  share_weight: {description: "Sum over the service's tasks of milliseconds within the interval x weight per millisecond."}
*/
with

bill_lines as (

    select * from {{ref "int_bill_lines"}}

),

ebs_parts as (

    select * from {{ref "int_ebs_parts"}}

),

task_intervals as (

    select * from {{ref "int_ecs_task_intervals"}}

),

ecs_hosts as (

    select distinct instance_id
    from task_intervals
    where instance_id is not null

),

charged_intervals as (

    select statement_month, instance_id, started_at, stopped_at
    from bill_lines
    where instance_id is not null

    union

    select statement_month, instance_id, started_at, stopped_at
    from ebs_parts
    where instance_id is not null

),

host_intervals as (

    select charged_intervals.*
    from charged_intervals
    inner join ecs_hosts on ecs_hosts.instance_id = charged_intervals.instance_id

),

service_weights as (

    select
        host_intervals.statement_month,
        host_intervals.instance_id,
        host_intervals.started_at,
        host_intervals.stopped_at,
        task_intervals.ecs_service,
        sum(
            {{big_integer (milliseconds_between
                "greatest(host_intervals.started_at, task_intervals.started_at)"
                "least(host_intervals.stopped_at, task_intervals.stopped_at)"
            )}} * task_intervals.weight_per_millisecond
        ) as share_weight
    from host_intervals
    inner join task_intervals
        on task_intervals.instance_id = host_intervals.instance_id
        and task_intervals.started_at < host_intervals.stopped_at
        and task_intervals.stopped_at > host_intervals.started_at
    where task_intervals.started_at < task_intervals.stopped_at
    group by
        host_intervals.statement_month,
        host_intervals.instance_id,
        host_intervals.started_at,
        host_intervals.stopped_at,
        task_intervals.ecs_service

),

-- An overlap shorter than a millisecond weighs nothing, and nothing is not a share.
present_services as (

    select
        statement_month,
        instance_id,
        started_at,
        stopped_at,
        ecs_service,
        {{big_integer "share_weight"}} as share_weight
    from service_weights
    where share_weight > 0

)

select * from present_services
