with

-- The claim is of the line itself, or of its whole group. The table is named in both rather than once above them: what is read in two
-- places would be copied whole.
claimed_lines as (

    select
        statement_month,
        line_group,
        bill_line_id,
        started_at,
        stopped_at,
        unblended_cost,
        instance_id,
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
    from intermediate.int_claims
    where bill_line_id is not null

    union all

    select
        lines.statement_month,
        lines.line_group,
        lines.bill_line_id,
        lines.started_at,
        lines.stopped_at,
        lines.unblended_cost,
        claims.instance_id,
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
    from intermediate.int_grouped_lines as lines
    inner join intermediate.int_claims as claims
        on claims.statement_month = lines.statement_month
        and claims.line_group = lines.line_group
    where claims.bill_line_id is null

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
        claimed_lines.started_at,
        claimed_lines.stopped_at,
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
    left join intermediate.int_line_groups as line_groups
        on line_groups.statement_month = claimed_lines.statement_month
        and line_groups.line_group = claimed_lines.line_group

)

select * from line_claims
