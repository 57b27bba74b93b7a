with

resource_groups as (

    select
        statement_month,
        line_group,
        instance_id,
        volume_id
    from intermediate.int_line_groups
    where instance_id is not null
        or volume_id is not null

),

lines as (

    select * from intermediate.int_grouped_lines

),

charged_intervals as (

    select distinct
        resource_groups.statement_month,
        resource_groups.instance_id,
        resource_groups.volume_id,
        lines.started_at,
        lines.stopped_at
    from lines
    inner join resource_groups
        on resource_groups.line_group = lines.line_group
        and resource_groups.statement_month = lines.statement_month

)

select * from charged_intervals
