/*
description: >
  One row per part of a bill line that several product areas share by a rule with a split.
contract: allocated_costs
grain: [statement_month, bill_line_id, instance_id, product_area]
columns:
  instance_id: {nullable: true}
*/
with

claims as (

    select *
    from {{ref "int_line_claims"}}
    where claim = 'shared'

),

pool_shares as (

    select *
    from {{ref "alc_pool_shares"}}

),

parts as (

    select
        claims.statement_month,
        claims.bill_line_id,
        claims.account_id,
        claims.aws_product,
        claims.usage_type,
        claims.resource_id,
        claims.instance_id,
        cast(null as varchar) as ecs_service,
        pool_shares.product_area,
        claims.claim as method,
        case
            when pool_shares.has_no_basis
                then case pool_shares.split_by
                    when 'proportional_account' then 'no product area has a cost in the same month and account to share by'
                    when 'proportional_product' then 'no product area has a cost in the same month and AWS product to share by'
                    when 'proportional_month' then 'no product area has a cost in the same month to share by'
                    else 'seeds/allocation_splits.csv has no row of the rule'
                end
            else claims.reason
        end as reason,
        {{split_cost units="claims.cost_units"
            cut_before="claims.cut_before" cut_weight="claims.cut_weight" cut_total="claims.cut_total"
            share_before="pool_shares.share_before" share_weight="pool_shares.share_weight" share_total="pool_shares.share_total"}} as unblended_cost
    from claims
    -- Every claim has a pool, and every pool at least one row; tests/assertions/bill_lines_are_allocated_exactly.sql guards it.
    inner join pool_shares
        on pool_shares.statement_month = claims.statement_month
        and pool_shares.account_id = claims.account_id
        and pool_shares.aws_product = claims.aws_product
        and pool_shares.pool = 'rule ' || claims.rule_id

)

select * from parts
