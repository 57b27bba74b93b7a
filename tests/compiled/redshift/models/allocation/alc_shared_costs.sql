with

claims as (

    select
        *,
        cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar(40)), '.', '') as decimal(38,0)) as cost_units,
        case when claim = 'support' then 'support' else 'rule ' || rule_id end as pool
    from intermediate.int_line_claims
    where claim in ('shared', 'support')

),

pool_shares as (

    select * from allocation.alc_pool_shares

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
        cast(null as varchar(65535)) as ecs_service,
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
    from (
    with

    with_quick as (

        select
            *,
            (cut_total = 1 and unblended_cost between -9.223372036854775807 and 9.223372036854775807 and share_total <= 1125899906842624) as is_quick
        from claims_with_shares as parts

    ),

    -- A part that is not quick counts as the whole of nothing here.
    guarded as (

        select
            *,
            case when is_quick then cost_units else cast(0 as decimal(38,0)) end as quick_units,
            case when is_quick then share_before else cast(0 as decimal(38,0)) end as quick_before,
            case when is_quick then share_weight else cast(1 as decimal(38,0)) end as quick_weight,
            case when is_quick then share_total else cast(1 as decimal(38,0)) end as quick_total
        from with_quick

    ),

    with_quick_cost as (

        select
            *,
            cast(cast((case when quick_units < 0 then -1 else 1 end * (
    (cast((cast(abs(quick_units) as decimal(38,0)) - mod(cast(abs(quick_units) as decimal(38,0)), cast(quick_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(quick_total as decimal(38,0)) * 10000 as decimal(38,0)) * cast((quick_before + quick_weight) as decimal(38,0)) + cast((cast(mod(cast(abs(quick_units) as decimal(38,0)), cast(quick_total as decimal(38,0))) * cast((quick_before + quick_weight) as decimal(38,0)) as decimal(38,0)) - mod(cast(mod(cast(abs(quick_units) as decimal(38,0)), cast(quick_total as decimal(38,0))) * cast((quick_before + quick_weight) as decimal(38,0)) as decimal(38,0)), cast(quick_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(quick_total as decimal(38,0)) * 10000 as decimal(38,0)))
    - (cast((cast(abs(quick_units) as decimal(38,0)) - mod(cast(abs(quick_units) as decimal(38,0)), cast(quick_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(quick_total as decimal(38,0)) * 10000 as decimal(38,0)) * cast(quick_before as decimal(38,0)) + cast((cast(mod(cast(abs(quick_units) as decimal(38,0)), cast(quick_total as decimal(38,0))) * cast(quick_before as decimal(38,0)) as decimal(38,0)) - mod(cast(mod(cast(abs(quick_units) as decimal(38,0)), cast(quick_total as decimal(38,0))) * cast(quick_before as decimal(38,0)) as decimal(38,0)), cast(quick_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(quick_total as decimal(38,0)) * 10000 as decimal(38,0)))
)) as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18)) as decimal(38,18)) as quick_cost
        from guarded

    ),

    with_part_cost as (

        select
            *,
            case
                when is_quick then quick_cost
                else cast(cast((case when cost_units < 0 then -1 else 1 end * ((
    (cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_before + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_before) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_before) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)))
    + (cast((cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)) - mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(share_total as decimal(38,0)) * 10000 as decimal(38,0)) * (share_before + share_weight) + cast((cast((mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0))) * (share_before + share_weight)) as decimal(38,0)) - mod(cast((mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0))) * (share_before + share_weight)) as decimal(38,0)), cast(share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(share_total as decimal(38,0)) * 10000 as decimal(38,0)))
    + cast((cast((
    mod(cast((mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0))) * (share_before + share_weight)) as decimal(38,0)), cast(share_total as decimal(38,0))) * cut_total
    + mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_before) as decimal(38,0)), cast(cut_total as decimal(38,0))) * share_total
    + mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0))) * (share_before + share_weight)
) as decimal(38,0)) - mod(cast((
    mod(cast((mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0))) * (share_before + share_weight)) as decimal(38,0)), cast(share_total as decimal(38,0))) * cut_total
    + mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_before) as decimal(38,0)), cast(cut_total as decimal(38,0))) * share_total
    + mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0))) * (share_before + share_weight)
) as decimal(38,0)), cast((cut_total * share_total) as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast((cut_total * share_total) as decimal(38,0)) * 10000 as decimal(38,0))
) - (
    (cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_before + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_before) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_before) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)))
    + (cast((cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)) - mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(share_total as decimal(38,0)) * 10000 as decimal(38,0)) * share_before + cast((cast((mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0))) * share_before) as decimal(38,0)) - mod(cast((mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0))) * share_before) as decimal(38,0)), cast(share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(share_total as decimal(38,0)) * 10000 as decimal(38,0)))
    + cast((cast((
    mod(cast((mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0))) * share_before) as decimal(38,0)), cast(share_total as decimal(38,0))) * cut_total
    + mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_before) as decimal(38,0)), cast(cut_total as decimal(38,0))) * share_total
    + mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0))) * share_before
) as decimal(38,0)) - mod(cast((
    mod(cast((mod(cast((cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) * cut_weight + cast((cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)) - mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0))) as decimal(38,0)), cast(share_total as decimal(38,0))) * share_before) as decimal(38,0)), cast(share_total as decimal(38,0))) * cut_total
    + mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_before) as decimal(38,0)), cast(cut_total as decimal(38,0))) * share_total
    + mod(cast((mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0))) * share_before
) as decimal(38,0)), cast((cut_total * share_total) as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast((cut_total * share_total) as decimal(38,0)) * 10000 as decimal(38,0))
))) as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18)) as decimal(38,18))
            end as part_cost
        from with_quick_cost

    )

    select * from with_part_cost
) as costs

)

select * from parts
