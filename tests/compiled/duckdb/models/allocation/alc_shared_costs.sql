with

claims as (

    select
        *,
        cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint) as cost_units,
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
        cast(null as varchar) as ecs_service,
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
            case when is_quick then cost_units else cast(0 as hugeint) end as quick_units,
            case when is_quick then share_before else cast(0 as hugeint) end as quick_before,
            case when is_quick then share_weight else cast(1 as hugeint) end as quick_weight,
            case when is_quick then share_total else cast(1 as hugeint) end as quick_total
        from with_quick

    ),

    with_quick_cost as (

        select
            *,
            (cast((case when quick_units < 0 then -1 else 1 end * (
    ((cast(abs(quick_units) as bigint) // cast(quick_total as bigint)) * cast((quick_before + quick_weight) as bigint) + cast(floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast((quick_before + quick_weight) as bigint) as double)) * 0.9999999999999996e0) as bigint) + case when floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast((quick_before + quick_weight) as bigint) as double)) * 0.9999999999999996e0) = floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast((quick_before + quick_weight) as bigint) as double)) * 1.0000000000000004e0) then 0 when cast((quick_before + quick_weight) as bigint) = cast(quick_total as bigint) then (cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) - cast(floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast((quick_before + quick_weight) as bigint) as double)) * 0.9999999999999996e0) as bigint) when (cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as hugeint) * cast((quick_before + quick_weight) as bigint) - cast(cast(floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast((quick_before + quick_weight) as bigint) as double)) * 0.9999999999999996e0) as bigint) as hugeint) * cast(quick_total as bigint)) >= cast(quick_total as bigint) then 1 else 0 end)
    - ((cast(abs(quick_units) as bigint) // cast(quick_total as bigint)) * cast(quick_before as bigint) + cast(floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast(quick_before as bigint) as double)) * 0.9999999999999996e0) as bigint) + case when floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast(quick_before as bigint) as double)) * 0.9999999999999996e0) = floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast(quick_before as bigint) as double)) * 1.0000000000000004e0) then 0 when cast(quick_before as bigint) = cast(quick_total as bigint) then (cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) - cast(floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast(quick_before as bigint) as double)) * 0.9999999999999996e0) as bigint) when (cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as hugeint) * cast(quick_before as bigint) - cast(cast(floor((cast((cast(abs(quick_units) as bigint) % cast(quick_total as bigint)) as double) / cast(cast(quick_total as bigint) as double) * cast(cast(quick_before as bigint) as double)) * 0.9999999999999996e0) as bigint) as hugeint) * cast(quick_total as bigint)) >= cast(quick_total as bigint) then 1 else 0 end)
)) as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18))) as quick_cost
        from guarded

    ),

    with_part_cost as (

        select
            *,
            case
                when is_quick then quick_cost
                else (cast((case when cost_units < 0 then -1 else 1 end * ((
    (((abs(cost_units)) // (cut_total)) * cut_before + (((((abs(cost_units)) % (cut_total)) * cut_before)) // (cut_total)))
    + ((((((abs(cost_units)) // (cut_total)) * cut_weight + (((((abs(cost_units)) % (cut_total)) * cut_weight)) // (cut_total)))) // (share_total)) * (share_before + share_weight) + ((((((((abs(cost_units)) // (cut_total)) * cut_weight + (((((abs(cost_units)) % (cut_total)) * cut_weight)) // (cut_total)))) % (share_total)) * (share_before + share_weight))) // (share_total)))
    + (((
    ((((((((abs(cost_units)) // (cut_total)) * cut_weight + (((((abs(cost_units)) % (cut_total)) * cut_weight)) // (cut_total)))) % (share_total)) * (share_before + share_weight))) % (share_total)) * cut_total
    + (((((abs(cost_units)) % (cut_total)) * cut_before)) % (cut_total)) * share_total
    + (((((abs(cost_units)) % (cut_total)) * cut_weight)) % (cut_total)) * (share_before + share_weight)
)) // ((cut_total * share_total)))
) - (
    (((abs(cost_units)) // (cut_total)) * cut_before + (((((abs(cost_units)) % (cut_total)) * cut_before)) // (cut_total)))
    + ((((((abs(cost_units)) // (cut_total)) * cut_weight + (((((abs(cost_units)) % (cut_total)) * cut_weight)) // (cut_total)))) // (share_total)) * share_before + ((((((((abs(cost_units)) // (cut_total)) * cut_weight + (((((abs(cost_units)) % (cut_total)) * cut_weight)) // (cut_total)))) % (share_total)) * share_before)) // (share_total)))
    + (((
    ((((((((abs(cost_units)) // (cut_total)) * cut_weight + (((((abs(cost_units)) % (cut_total)) * cut_weight)) // (cut_total)))) % (share_total)) * share_before)) % (share_total)) * cut_total
    + (((((abs(cost_units)) % (cut_total)) * cut_before)) % (cut_total)) * share_total
    + (((((abs(cost_units)) % (cut_total)) * cut_weight)) % (cut_total)) * share_before
)) // ((cut_total * share_total)))
))) as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18)))
            end as part_cost
        from with_quick_cost

    )

    select * from with_part_cost
) as costs

)

select * from parts
