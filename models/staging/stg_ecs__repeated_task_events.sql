/*
description: >
  One row per version of an ECS task that was delivered more than once: the delivery that counts, as it came. Few are: only they have to be
  put in an order, and stg_ecs__task_events has all others as they are.
grain: [task_arn, version]
materialized: table
redshift: {dist: task_arn, sort: [task_arn, version]}
*/
with

repeated_versions as (

    select task_arn, version
    from {{source "ecs" "events"}}
    where event_kind = 'ECS Task State Change'
        and task_arn is not null
        and version is not null
    group by task_arn, version
    having count(*) > 1

),

ranked as (

    select
        events.*,
        row_number() over (
            partition by events.task_arn, events.version
            order by case when events.unreadable_fields is null then 0 else 1 end, events.emitted_at, events.event_id, events.file_id
        ) as delivery_rank
    from {{source "ecs" "events"}} as events
    inner join repeated_versions
        on repeated_versions.task_arn = events.task_arn
        and repeated_versions.version = events.version
    where events.event_kind = 'ECS Task State Change'

),

repeated_task_events as (

    select *
    from ranked
    where delivery_rank = 1

)

select * from repeated_task_events
