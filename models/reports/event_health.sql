/*
description: One row per odd thing that was seen in the events, with how often and what was done about it. Everything odd has a row, also when it did not happen.
grain: [finding]
materialized: table
*/
with

task_intervals as (

    select * from {{ref "int_ecs_task_intervals"}}

),

attachments as (

    select * from {{ref "int_ebs_attachments"}}

),

container_instances as (

    select * from {{ref "int_container_instances"}}

),

bill_instances as (

    select distinct instance_id
    from {{ref "int_bill_lines"}}
    where instance_id is not null

),

event_counts as (

    select * from {{ref "stg_aws__event_counts"}}

),

resource_tags as (

    select * from {{ref "int_resource_tags"}}

),

findings as (

    select
        'task without a start' as finding,
        'It never ran, so it weighs nothing.' as treatment,
        count(*) as occurrences
    from task_intervals
    where start_source = 'never'

    union all

    select
        'task whose start is not said',
        'It ran from its creation, or from its first event.',
        count(*)
    from task_intervals
    where start_source in ('created', 'emitted')

    union all

    select
        'task that ended with its host',
        'No STOPPED event: its end is the termination or deregistration of the host.',
        count(*)
    from task_intervals
    where end_source in ('terminated', 'deregistered')

    union all

    select
        'task without an end',
        'It goes on as long as its host is billed.',
        count(*)
    from task_intervals
    where end_source = 'open'
        and start_source <> 'never'

    union all

    select
        'task that stopped before it started',
        'Its interval is empty, so it weighs nothing.',
        count(*)
    from task_intervals
    where stopped_at <= started_at

    union all

    select
        'task with cpu 0 or absent, containers say it',
        'The CPU units of its containers were added up.',
        count(*)
    from task_intervals
    where cpu_source = 'containers'

    union all

    select
        'task with cpu 0 or absent everywhere',
        'It counts 2 CPU units, the least that ECS gives a container.',
        count(*)
    from task_intervals
    where cpu_source = 'minimum'

    union all

    select
        'task on an unknown host',
        'No event or snapshot names the instance of its container instance: it cannot share a host''s cost.',
        count(*)
    from task_intervals
    where instance_id is null
        and container_instance_arn is not null

    union all

    select
        'ECS host that no bill line names',
        'Its tasks wait: they take part as soon as a bill has it.',
        count(distinct container_instances.instance_id)
    from container_instances
    left join bill_instances on bill_instances.instance_id = container_instances.instance_id
    where bill_instances.instance_id is null
        and container_instances.instance_id is not null

    union all

    select
        'host registered more than once',
        'Its registrations are one host.',
        count(*)
    from (
        select instance_id
        from container_instances
        where instance_id is not null
        group by instance_id
        having count(*) > 1
    ) as registered_again

    union all

    select
        'attachment whose begin nobody saw',
        'It reaches back to the beginning.',
        count(*)
    from attachments
    where start_source = 'assumed'

    union all

    select
        'attachment that ended without a detach',
        'It ended when the volume was attached elsewhere or deleted, or its host terminated.',
        count(*)
    from attachments
    where end_source in ('moved', 'deleted', 'terminated')

    union all

    select
        'attachment without an end',
        'It goes on as long as the volume is billed.',
        count(*)
    from attachments
    where end_source = 'open'

    union all

    select
        'resource with two tags at the same moment',
        'The first of them in the alphabet was taken.',
        count(*)
    from resource_tags
    where has_conflict

    union all

    select
        'event delivered more than once',
        'One of them was counted.',
        coalesce(sum(events), 0)
    from event_counts
    where treatment = 'duplicate'

    union all

    select
        'API call that failed',
        'Nothing happened, so it was skipped.',
        coalesce(sum(events), 0)
    from event_counts
    where treatment = 'failed call'

    union all

    select
        'event of another kind',
        'It was skipped.',
        coalesce(sum(events), 0)
    from event_counts
    where treatment = 'other kind'

),

event_health as (

    select
        finding,
        {{cast "integer" "occurrences"}} as occurrences,
        treatment
    from findings

)

select * from event_health
