/*
description: >
  One row per host, interval for which a bill line charges it or a volume on it, and ECS service that ran on it in that
  interval, with what the service's tasks weigh together. By number: int_ecs_host_intervals and int_ecs_services have the names, and
  int_ecs_host_shares puts all of it together.
grain: [host_interval_id, service_number]
redshift: {dist: host_interval_id, sort: [statement_month, host_interval_id]}
columns:
  share_weight: {description: "Sum over the service's tasks of milliseconds within the interval x weight per millisecond: less than 2^63, which the largest machine comes to in five years at the least."}
  share_before: {description: "The weights of the services before it, in the order of their names."}
*/
with

-- Comparing each interval of a host with each of its tasks takes long where a host has thousands of both. Nearly every interval
-- lies within one day, and then only the tasks of that day have to be looked at:
--
--     day        |                       |                       |
--     intervals    [ ) [ ) [ )    [ )      [ )            [   )
--     a task              [---------------------)                       is looked at on two days
host_intervals as (

    select
        host_interval_id,
        host_number,
        from_milliseconds,
        until_milliseconds,
        case
            when from_milliseconds >= 0
                and until_milliseconds <= ({{int_div "from_milliseconds" "86400000"}} + 1) * 86400000
                then {{int_div "from_milliseconds" "86400000"}}
        end as day_number
    from {{ref "int_ecs_host_intervals"}}

),

hosts as (

    select distinct statement_month, host_number, instance_id
    from {{ref "int_ecs_host_intervals"}}

),

-- All months have the same.
services as (

    select
        ecs_service,
        service_number,
        {{milliseconds_between "timestamp '1970-01-01 00:00:00'" "valid_from"}} as valid_from_milliseconds,
        {{milliseconds_between "timestamp '1970-01-01 00:00:00'" "valid_until"}} as valid_until_milliseconds
    from {{ref "int_ecs_services"}}
    group by ecs_service, service_number, valid_from, valid_until

),

-- A service that changes hands is two: whose an interval is depends on when it begins, so a task is with both.
tasks as (

    select
        hosts.host_number,
        services.service_number,
        services.valid_from_milliseconds,
        services.valid_until_milliseconds,
        {{milliseconds_between "timestamp '1970-01-01 00:00:00'" "tasks.started_at"}} as from_milliseconds,
        {{milliseconds_between "timestamp '1970-01-01 00:00:00'" "tasks.stopped_at"}} as until_milliseconds,
        tasks.weight_per_millisecond
    from {{ref "int_ecs_task_intervals"}} as tasks
    inner join hosts
        on hosts.statement_month = tasks.statement_month
        and hosts.instance_id = tasks.instance_id
    inner join services on services.ecs_service = tasks.ecs_service
    -- In whole milliseconds, as everything is that follows: a task that begins and ends within one has nothing of a line, and where others overlap
    -- with an interval, it is for one at least.
    where {{milliseconds_between "tasks.started_at" "tasks.stopped_at"}} > 0

),

-- Areas change at the begin of a day, so a service has one area for all intervals within a day.
tasks_with_days as (

    select
        tasks.*,
        {{int_div "greatest(from_milliseconds, valid_from_milliseconds, 0)" "86400000"}} as first_day,
        {{int_div "greatest(least(until_milliseconds, valid_until_milliseconds) - 1, 0)" "86400000"}} as last_day
    from tasks

),

-- Many tasks have the same first and last day, so the days between are found for few pairs instead of for each task.
days_between as (

    select
        day_ranges.first_day,
        day_ranges.last_day,
        days.day_number
    from (select distinct first_day, last_day from tasks_with_days) as day_ranges
    inner join (select distinct day_number from host_intervals) as days
        on days.day_number >= day_ranges.first_day
        and days.day_number <= day_ranges.last_day

),

tasks_of_days as (

    select
        tasks_with_days.host_number,
        tasks_with_days.service_number,
        days_between.day_number,
        tasks_with_days.from_milliseconds,
        tasks_with_days.until_milliseconds,
        tasks_with_days.weight_per_millisecond
    from tasks_with_days
    inner join days_between
        on days_between.first_day = tasks_with_days.first_day
        and days_between.last_day = tasks_with_days.last_day
    -- Nothing depends on it, but what is added up together comes together, and that saves a tenth of the time.
    order by tasks_with_days.host_number, days_between.day_number

),

weights_within_a_day as (

    select
        host_intervals.host_interval_id,
        tasks_of_days.service_number,
        {{big_sum "
            (
                least(host_intervals.until_milliseconds, tasks_of_days.until_milliseconds)
                - greatest(host_intervals.from_milliseconds, tasks_of_days.from_milliseconds)
            ) * tasks_of_days.weight_per_millisecond
        "}} as share_weight
    from host_intervals
    inner join tasks_of_days
        on tasks_of_days.host_number = host_intervals.host_number
        and tasks_of_days.day_number = host_intervals.day_number
        and tasks_of_days.from_milliseconds < host_intervals.until_milliseconds
        and tasks_of_days.until_milliseconds > host_intervals.from_milliseconds
    group by host_intervals.host_interval_id, tasks_of_days.service_number

),

weights_over_days as (

    select
        host_intervals.host_interval_id,
        tasks.service_number,
        {{big_sum "
            (
                least(host_intervals.until_milliseconds, tasks.until_milliseconds)
                - greatest(host_intervals.from_milliseconds, tasks.from_milliseconds)
            ) * tasks.weight_per_millisecond
        "}} as share_weight
    from host_intervals
    inner join tasks
        on tasks.host_number = host_intervals.host_number
        and tasks.from_milliseconds < host_intervals.until_milliseconds
        and tasks.until_milliseconds > host_intervals.from_milliseconds
        and tasks.valid_from_milliseconds <= host_intervals.from_milliseconds
        and tasks.valid_until_milliseconds > host_intervals.from_milliseconds
    where host_intervals.day_number is null
    group by host_intervals.host_interval_id, tasks.service_number

),

-- In 64 bits, which are put in order and written twice as quickly as 128; docs/decisions/0017 says why they are enough.
all_weights as (

    select
        host_interval_id,
        service_number,
        {{cast "integer" "share_weight"}} as share_weight
    from (
        select * from weights_within_a_day

        union all

        select * from weights_over_days
    ) as weights_of_all_intervals

),

numbered_weights as (

    select
        host_interval_id,
        service_number,
        share_weight,
        sum(share_weight) over (
            partition by host_interval_id
            order by service_number
            rows between unbounded preceding and current row
        ) - share_weight as share_before
    from all_weights

),

-- The number of an interval begins with that of its month. Looking up the few months is quicker than working out a date for each of millions of rows.
months as (

    select distinct
        statement_month,
        {{small_int_div "host_interval_id" "1000000000"}} as month_number
    from {{ref "int_ecs_host_intervals"}}

),

weights as (

    select
        months.statement_month,
        numbered_weights.host_interval_id,
        numbered_weights.service_number,
        numbered_weights.share_weight,
        {{cast "integer" "numbered_weights.share_before"}} as share_before
    from numbered_weights
    inner join months on months.month_number = {{small_int_div "numbered_weights.host_interval_id" "1000000000"}}

)

select * from weights
