/*
description: One row per interval for which a bill line charges an instance or a volume.
grain: [statement_month, instance_id, volume_id, started_at, stopped_at]
redshift: {dist: even, sort: [statement_month, instance_id, started_at]}
columns:
  instance_id: {nullable: true}
  volume_id: {nullable: true}
*/
with

resource_groups as (

    select
        statement_month,
        line_group,
        instance_id,
        volume_id
    from {{ref "int_line_groups"}}
    where instance_id is not null
        or volume_id is not null

),

lines as (

    select * from {{ref "int_grouped_lines"}}

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
