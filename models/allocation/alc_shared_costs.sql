/*
description: >
  One row per part of a bill line that several product areas share: by a rule with a split, and AWS Support in proportion to what
  the areas have in the same month and account, since its price is a share of that.
contract: allocated_costs
grain: [statement_month, bill_line_id, instance_id, product_area]
columns:
  instance_id: {nullable: true}
*/
with

claims as (

    select
        *,
        case when claim = 'support' then 'proportional_account' else split end as split_by,
        case when claim = 'support' then '' else rule_id end as pool_rule_id
    from {{ref "int_line_claims"}}
    where claim in ('shared', 'support')

),

direct_costs as (

    select * from {{ref "alc_direct_costs"}}

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
        pool_rule_id,
        split_by
    from claims

),

-- What each area has of its own where the pool looks: in the month, and in the account or product if the split says so.
-- Only areas with a positive sum share, by whole billionths of a dollar.
proportional_sums as (

    select
        pools.statement_month,
        pools.account_id,
        pools.aws_product,
        pools.pool_rule_id,
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
        pools.pool_rule_id,
        direct_costs.product_area

),

weights as (

    select
        statement_month,
        account_id,
        aws_product,
        pool_rule_id,
        product_area,
        {{int_div (cost_to_units "own_cost") "1000000000"}} as share_weight
    from proportional_sums
    where own_cost > 0

    union all

    select
        pools.statement_month,
        pools.account_id,
        pools.aws_product,
        pools.pool_rule_id,
        splits.product_area,
        case when pools.split_by = 'even' then {{big_integer "1"}} else {{big_integer "splits.weight"}} end as share_weight
    from pools
    inner join splits on splits.rule_id = pools.pool_rule_id
    where pools.split_by in ('even', 'fixed')

),

shares as (

    select
        statement_month,
        account_id,
        aws_product,
        pool_rule_id,
        product_area,
        {{big_integer "share_weight"}} as share_weight,
        {{big_integer "coalesce(sum(share_weight) over (
            partition by statement_month, account_id, aws_product, pool_rule_id
            order by product_area
            rows between unbounded preceding and 1 preceding
        ), 0)"}} as share_before,
        {{big_integer "sum(share_weight) over (partition by statement_month, account_id, aws_product, pool_rule_id)"}} as share_total
    from weights
    where share_weight > 0

),

-- A pool with nothing to share by keeps its cost in sight.
shares_or_none as (

    select
        pools.statement_month,
        pools.account_id,
        pools.aws_product,
        pools.pool_rule_id,
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
        and shares.pool_rule_id = pools.pool_rule_id

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
        shares_or_none.product_area,
        claims.claim as method,
        case
            when shares_or_none.has_no_basis
                then 'no product area has a cost in the same '
                    || case claims.split_by
                        when 'proportional_account' then 'month and account'
                        when 'proportional_product' then 'month and AWS product'
                        when 'proportional_month' then 'month'
                        else 'rule of seeds/allocation_splits.csv'
                    end
                    || ' to share by'
            else claims.reason
        end as reason,
        {{split_cost units="claims.cost_units"
            cut_before="claims.cut_before" cut_weight="claims.cut_weight" cut_total="claims.cut_total"
            share_before="shares_or_none.share_before" share_weight="shares_or_none.share_weight" share_total="shares_or_none.share_total"}} as unblended_cost
    from claims
    inner join shares_or_none
        on shares_or_none.statement_month = claims.statement_month
        and shares_or_none.account_id = claims.account_id
        and shares_or_none.aws_product = claims.aws_product
        and shares_or_none.pool_rule_id = claims.pool_rule_id

)

select * from parts
