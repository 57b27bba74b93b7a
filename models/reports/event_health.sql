/*
description: >
  One row per statement month and odd thing that was seen of the tasks and attachments that reach into it, with how often and what
  was done about it; and, without a month, what was odd in the delivery of all event files. Everything odd has a row, also when
  it did not happen; a missing memory only where var ecs_weight counts memory.
grain: [statement_month, finding]
columns:
  statement_month: {nullable: true, description: "Null for findings about the delivery of events, which are counted over all files."}
*/
with

months as (

    select
        statement_month,
        {{cast "timestamp" "statement_month"}} as started_at,
        {{dateadd "month" "1" (cast "timestamp" "statement_month")}} as stopped_at
    from {{ref "int_months"}}

),

-- A task that never ran is an instant: that of its first event.
task_intervals as (

    select tasks.*
    from months
    inner join {{ref "int_ecs_task_intervals"}} as tasks
        on tasks.statement_month = months.statement_month
        and coalesce(tasks.started_at, tasks.first_seen_at) < months.stopped_at
        and case when tasks.start_source = 'never' then tasks.first_seen_at else tasks.stopped_at end >= months.started_at

),

attachments as (

    select
        months.statement_month,
        attachments.*
    from months
    inner join {{ref "int_ebs_attachments"}} as attachments
        on attachments.started_at < months.stopped_at
        and attachments.stopped_at > months.started_at

),

task_hosts as (

    select distinct statement_month, instance_id
    from task_intervals
    where instance_id is not null

),

bill_instances as (

    select distinct statement_month, instance_id
    from {{ref "int_line_groups"}}
    where instance_id is not null

),

registrations as (

    select instance_id, count(*) as times
    from {{ref "int_container_instances"}}
    where instance_id is not null
    group by instance_id

),

event_counts as (

    select * from {{ref "int_event_counts"}}

),

resource_tags as (

    select * from {{ref "int_resource_tags"}}

),

treatments as (

    select 'task without a start' as finding, 'It never ran, so it weighs nothing.' as treatment
    union all
    select 'task whose start is not said' as finding, 'It ran from its creation, or from its first event.' as treatment
    union all
    select 'task that ended with its host' as finding, 'No STOPPED event: its end is the termination or deregistration of the host.' as treatment
    union all
    select 'task without an end' as finding, 'It goes on as long as its host is billed.' as treatment
    union all
    select 'task that stopped before it started' as finding, 'Its interval is empty, so it weighs nothing.' as treatment
    union all
    select 'task with cpu 0 or absent, containers say it' as finding, 'The CPU units of its containers were added up.' as treatment
    union all
    select 'task with cpu 0 or absent everywhere' as finding, 'It counts 2 CPU units, the least that ECS gives a container.' as treatment
    {{#if (ne (var "ecs_weight") "cpu")}}
    union all
    select 'task with memory 0 or absent' as finding, 'It counts 4 MiB, the least that ECS gives a container.' as treatment
    {{/if}}
    union all
    select 'task on an unknown host' as finding, 'No event or snapshot names the instance of its container instance: it cannot share a host''s cost.' as treatment
    union all
    select 'ECS host that no bill line names' as finding, 'Its tasks wait: they take part as soon as a bill of the month has it.' as treatment
    union all
    select 'host registered more than once' as finding, 'Its registrations are one host.' as treatment
    union all
    select 'attachment whose begin nobody saw' as finding, 'It reaches back to the last that was heard of the volume, or to the beginning.' as treatment
    union all
    select 'attachment that ended without a detach' as finding, 'It ended when the volume was attached elsewhere or deleted, or its host terminated.' as treatment
    union all
    select 'attachment without an end' as finding, 'It goes on as long as the volume is billed.' as treatment
    union all
    select 'resource with two tags at the same moment' as finding, 'The first of them in the alphabet was taken.' as treatment

),

seen as (

    select statement_month, 'task without a start' as finding, 1 as occurrences
    from task_intervals
    where start_source = 'never'

    union all

    select statement_month, 'task whose start is not said' as finding, 1 as occurrences
    from task_intervals
    where start_source in ('created', 'emitted')

    union all

    select statement_month, 'task that ended with its host' as finding, 1 as occurrences
    from task_intervals
    where end_source in ('terminated', 'deregistered')

    union all

    select statement_month, 'task without an end' as finding, 1 as occurrences
    from task_intervals
    where end_source = 'open' and start_source <> 'never'

    union all

    select statement_month, 'task that stopped before it started' as finding, 1 as occurrences
    from task_intervals
    where stopped_at <= started_at

    union all

    select statement_month, 'task with cpu 0 or absent, containers say it' as finding, 1 as occurrences
    from task_intervals
    where cpu_source = 'containers'

    union all

    select statement_month, 'task with cpu 0 or absent everywhere' as finding, 1 as occurrences
    from task_intervals
    where cpu_source = 'minimum'

    {{#if (ne (var "ecs_weight") "cpu")}}
    union all

    select statement_month, 'task with memory 0 or absent' as finding, 1 as occurrences
    from task_intervals
    where memory_source = 'minimum'

    {{/if}}
    union all

    select statement_month, 'task on an unknown host' as finding, 1 as occurrences
    from task_intervals
    where instance_id is null and container_instance_arn is not null

    union all

    select statement_month, 'attachment whose begin nobody saw' as finding, 1 as occurrences
    from attachments
    where start_source = 'assumed'

    union all

    select statement_month, 'attachment that ended without a detach' as finding, 1 as occurrences
    from attachments
    where end_source in ('moved', 'deleted', 'terminated')

    union all

    select statement_month, 'attachment without an end' as finding, 1 as occurrences
    from attachments
    where end_source = 'open'

    union all

    select statement_month, 'resource with two tags at the same moment' as finding, 1 as occurrences
    from resource_tags
    where has_conflict

    union all

    select task_hosts.statement_month, 'ECS host that no bill line names' as finding, 1 as occurrences
    from task_hosts
    left join bill_instances
        on bill_instances.statement_month = task_hosts.statement_month
        and bill_instances.instance_id = task_hosts.instance_id
    where bill_instances.instance_id is null

    union all

    select task_hosts.statement_month, 'host registered more than once' as finding, 1 as occurrences
    from task_hosts
    inner join registrations on registrations.instance_id = task_hosts.instance_id
    where registrations.times > 1

),

counts as (

    select
        statement_month,
        finding,
        sum(occurrences) as occurrences
    from seen
    group by statement_month, finding

),

deliveries as (

    select 'event delivered more than once' as finding, 'duplicate' as delivery, 'One of them was counted.' as treatment
    union all
    select 'API call that failed' as finding, 'failed call' as delivery, 'Nothing happened, so it was skipped.' as treatment
    union all
    select 'event of another kind' as finding, 'other kind' as delivery, 'It was skipped.' as treatment
    union all
    select 'event that could not be read' as finding, 'unreadable' as delivery, 'It lacks what it is about, or its moment is no moment: it was skipped.' as treatment
    union all
    select 'event of which a part could not be read' as finding, 'partly unreadable' as delivery, 'The rest of it was used.' as treatment

),

delivery_counts as (

    select
        deliveries.finding,
        deliveries.treatment,
        coalesce(sum(event_counts.events), 0) as occurrences
    from deliveries
    left join event_counts on event_counts.treatment = deliveries.delivery
    group by deliveries.finding, deliveries.treatment

),

event_health as (

    select
        months.statement_month,
        treatments.finding,
        {{cast "integer" "coalesce(counts.occurrences, 0)"}} as occurrences,
        treatments.treatment
    from months
    cross join treatments
    left join counts
        on counts.statement_month = months.statement_month
        and counts.finding = treatments.finding

    union all

    select
        cast(null as date) as statement_month,
        finding,
        {{cast "integer" "occurrences"}} as occurrences,
        treatment
    from delivery_counts

)

select * from event_health
