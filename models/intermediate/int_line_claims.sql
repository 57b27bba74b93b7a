/*
description: One row per bill line, or per part of it where a volume's line is cut, with the treatment that claims it. A view of int_claims on the lines.
materialized: view
columns:
  instance_id: {description: "The host whose cost this is: named by the line, or holding the volume."}
  cut_before: {description: "Together with cut_weight and cut_total: which part of the line this is; see macros/split_cost.sql."}
*/
with

-- Whenever the line is, the claim is of the whole group; or else the claim is of the line's moment. Tables are named in both
-- rather than once above them: what is read in two places would be copied whole.
claimed_lines as (

    select
        lines.bill_line_id,
        lines.started_at as line_started_at,
        lines.stopped_at as line_stopped_at,
        lines.unblended_cost,
        claims.*
    from {{ref "int_grouped_lines"}} as lines
    inner join {{ref "int_claims"}} as claims
        on claims.statement_month = lines.statement_month
        and claims.line_group = lines.line_group
    where claims.started_at is null

    union all

    select
        lines.bill_line_id,
        lines.started_at as line_started_at,
        lines.stopped_at as line_stopped_at,
        lines.unblended_cost,
        claims.*
    from {{ref "int_grouped_lines"}} as lines
    inner join {{ref "int_claims"}} as claims
        on claims.statement_month = lines.statement_month
        and claims.line_group = lines.line_group
        and claims.started_at = lines.started_at
        and claims.stopped_at = lines.stopped_at

),

line_claims as (

    select
        claimed_lines.statement_month,
        claimed_lines.bill_line_id,
        claimed_lines.line_group,
        line_groups.account_id,
        line_groups.aws_product,
        line_groups.usage_type,
        line_groups.resource_id,
        claimed_lines.instance_id,
        claimed_lines.line_started_at as started_at,
        claimed_lines.line_stopped_at as stopped_at,
        claimed_lines.unblended_cost,
        claimed_lines.host_interval_id,
        claimed_lines.host_share_total,
        claimed_lines.cut_before,
        claimed_lines.cut_weight,
        claimed_lines.cut_total,
        claimed_lines.claim,
        claimed_lines.product_area,
        claimed_lines.ecs_service,
        claimed_lines.rule_id,
        claimed_lines.split,
        claimed_lines.reason
    from claimed_lines
    left join {{ref "int_line_groups"}} as line_groups
        on line_groups.statement_month = claimed_lines.statement_month
        and line_groups.line_group = claimed_lines.line_group

)

select * from line_claims
