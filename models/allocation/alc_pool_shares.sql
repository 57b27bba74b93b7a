/*
description: >
  One row per pool of shared cost and product area: with which weight the area shares in it. A pool are the bill lines of one
  account and AWS product that are shared by the same rule, or AWS Support, which every area shares in proportion to what it has
  in the same month and account, since its price is a share of that. The shares of a pool add up to share_total.
grain: [statement_month, account_id, aws_product, pool, product_area]
redshift: {dist: all, sort: [statement_month, account_id, aws_product]}
columns:
  pool: {description: "`rule ` and its rule_id, or `support`."}
  has_no_basis: {description: "Nobody has anything to share by, so the pool stays whole, as unallocated."}
*/
with

claims as (

    select
        statement_month,
        account_id,
        aws_product,
        {{pool_of "claim" "rule_id"}} as pool,
        case when claim = 'shared' then rule_id end as rule_id,
        case when claim = 'support' then 'proportional_account' else split end as split_by
    from {{ref "int_explained_claims"}}
    where claim in ('shared', 'support')

),

-- What is unallocated or idle is nobody's own.
direct_costs as (

    select
        statement_month,
        account_id,
        aws_product,
        product_area,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
    from {{ref "alc_own_costs"}}
    where product_area not in ('unallocated', 'idle')
    group by statement_month, account_id, aws_product, product_area

),

splits as (

    select * from {{ref "allocation_splits"}}

),

-- Lines that are shared by the same areas with the same weights.
pools as (

    select distinct
        statement_month,
        account_id,
        aws_product,
        pool,
        rule_id,
        split_by
    from claims

),

-- What each area has of its own where the pool looks: in the month, and in the account or product if the split says so.
-- Only areas with a positive sum share.
proportional_sums as (

    select
        pools.statement_month,
        pools.account_id,
        pools.aws_product,
        pools.pool,
        direct_costs.product_area,
        {{cast "cost" "sum(direct_costs.unblended_cost)"}} as own_cost
    from pools
    inner join direct_costs
        on direct_costs.statement_month = pools.statement_month
        and (pools.split_by <> 'proportional_account' or direct_costs.account_id = pools.account_id)
        and (pools.split_by <> 'proportional_product' or direct_costs.aws_product = pools.aws_product)
    where pools.split_by in ('proportional_month', 'proportional_account', 'proportional_product')
    group by
        pools.statement_month,
        pools.account_id,
        pools.aws_product,
        pools.pool,
        direct_costs.product_area

),

positive_sums as (

    select
        *,
        {{cast "cost" "sum(own_cost) over (partition by statement_month, account_id, aws_product, pool)"}} as pool_cost
    from proportional_sums
    where own_cost > 0

),

-- By whole billionths of a dollar. Where a pool has so much of a small currency that they would come to 10^19, which is too much to split by, by whole
-- ten-thousandths, and where those would, by whole tens: either come to 10^14 at the least.
measured_sums as (

    select
        *,
        case
            when pool_cost < 10000000000 then {{big_integer "1000000000"}}
            when pool_cost < 1000000000000000 then {{big_integer "100000000000000"}}
            else {{big_integer "10000000000000000000"}}
        end as measure_units
    from positive_sums

),

weights as (

    select
        statement_month,
        account_id,
        aws_product,
        pool,
        product_area,
        {{int_div (cost_to_units "own_cost") "measure_units"}} as share_weight
    from measured_sums

    union all

    select
        pools.statement_month,
        pools.account_id,
        pools.aws_product,
        pools.pool,
        splits.product_area,
        case when pools.split_by = 'even' then {{big_integer "1"}} else {{big_integer "splits.weight"}} end as share_weight
    from pools
    inner join splits on splits.rule_id = pools.rule_id
    where pools.split_by in ('even', 'fixed')

),

shares as (

    select
        statement_month,
        account_id,
        aws_product,
        pool,
        product_area,
        {{big_integer "share_weight"}} as share_weight,
        coalesce({{big_integer "sum(share_weight) over (
            partition by statement_month, account_id, aws_product, pool
            order by product_area
            rows between unbounded preceding and 1 preceding
        )"}}, {{big_integer "0"}}) as share_before,
        {{big_integer "sum(share_weight) over (partition by statement_month, account_id, aws_product, pool)"}} as share_total
    from weights
    where share_weight > 0

),

-- A pool with nothing to share by keeps its cost in sight.
shares_or_none as (

    select
        pools.statement_month,
        pools.account_id,
        pools.aws_product,
        pools.pool,
        pools.split_by,
        coalesce(shares.product_area, 'unallocated') as product_area,
        shares.product_area is null as has_no_basis,
        coalesce(shares.share_before, {{big_integer "0"}}) as share_before,
        coalesce(shares.share_weight, {{big_integer "1"}}) as share_weight,
        coalesce(shares.share_total, {{big_integer "1"}}) as share_total
    from pools
    left join shares
        on shares.statement_month = pools.statement_month
        and shares.account_id = pools.account_id
        and shares.aws_product = pools.aws_product
        and shares.pool = pools.pool

)

select * from shares_or_none
