/*
description: One row per bill line, or per part of it where a volume's line is cut, with the treatment that claims it. A view of int_claims on the lines.
materialized: view
columns:
  instance_id: {description: "The host whose cost this is: named by the line, or holding the volume."}
  cut_before: {description: "Together with cut_weight and cut_total: which part of the line this is; see macros/split_cost.sql."}
*/
with

-- The claim is of the line itself, or of its whole group: started_at says so as well as bill_line_id, and is quicker to read. The view is named in both
-- rather than once above them: what is read in two places would be copied whole.
claims_of_lines as (

    select *
    from {{ref "int_explained_claims"}}
    where started_at is not null

),

-- All that is said of a group is put together before its lines are looked up: there are hundreds of them for each.
claims_of_groups as (

    select *
    from {{ref "int_explained_claims"}}
    where started_at is null

),

line_claims as (

    select
        statement_month,
        bill_line_id,
        line_group,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        started_at,
        stopped_at,
        unblended_cost,
        host_interval_id,
        host_share_total,
        cut_before,
        cut_weight,
        cut_total,
        claim,
        product_area,
        ecs_service,
        rule_id,
        split,
        reason
    from claims_of_lines

    union all

    select
        lines.statement_month,
        lines.bill_line_id,
        lines.line_group,
        claims.account_id,
        claims.aws_product,
        claims.usage_type,
        claims.resource_id,
        claims.instance_id,
        lines.started_at,
        lines.stopped_at,
        lines.unblended_cost,
        claims.host_interval_id,
        claims.host_share_total,
        claims.cut_before,
        claims.cut_weight,
        claims.cut_total,
        claims.claim,
        claims.product_area,
        claims.ecs_service,
        claims.rule_id,
        claims.split,
        claims.reason
    from {{ref "int_grouped_lines"}} as lines
    inner join claims_of_groups as claims
        on claims.statement_month = lines.statement_month
        and claims.line_group = lines.line_group

)

select * from line_claims
