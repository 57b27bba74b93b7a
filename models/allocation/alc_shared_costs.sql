/*
description: >
  One row per part of a bill line that several product areas share: by a rule with a split, or AWS Support, which all share in
  proportion to what they have of their own in the same month and account.
contract: allocated_costs
materialized: view
*/
with

claims as (

    select
        *,
        {{cost_to_units "unblended_cost"}} as cost_units,
        {{pool_of "claim" "rule_id"}} as pool
    from {{ref "int_line_claims"}}
    where claim in ('shared', 'support')

),

pool_shares as (

    select * from {{ref "alc_pool_shares"}}

),

claims_with_shares as (

    select
        claims.*,
        pool_shares.product_area as shared_with,
        pool_shares.split_by,
        pool_shares.has_no_basis,
        pool_shares.share_before,
        pool_shares.share_weight,
        pool_shares.share_total
    from claims
    -- Every claim has a pool, and every pool at least one row; tests/assertions/bill_lines_are_allocated_exactly.sql guards it.
    inner join pool_shares
        on pool_shares.statement_month = claims.statement_month
        and pool_shares.account_id = claims.account_id
        and pool_shares.aws_product = claims.aws_product
        and pool_shares.pool = claims.pool

),

parts as (

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        {{cast "text" "null"}} as ecs_service,
        shared_with as product_area,
        claim as method,
        case
            when has_no_basis
                then case split_by
                    when 'proportional_account' then 'no product area has a cost in the same month and account to share by'
                    when 'proportional_product' then 'no product area has a cost in the same month and AWS product to share by'
                    when 'proportional_month' then 'no product area has a cost in the same month to share by'
                    else 'seeds/allocation_splits.csv has no row of the rule'
                end
            else reason
        end as reason,
        part_cost as unblended_cost,
        line_group,
        cut_before = 0 and share_before = 0 as is_first_part
    from {{part_costs_of "claims_with_shares"}} as costs

)

select * from parts
