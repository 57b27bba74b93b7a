/*
description: The shares of a host's interval, and those of a pool, lie from nothing to their total and add up to it.
*/
with

host_sums as (

    select
        statement_month,
        instance_id,
        started_at,
        stopped_at,
        sum(share_weight) as shares,
        min(share_before) as first_share_before,
        min(share_weight) as least_share,
        max(share_before + share_weight) as shared_until,
        min(share_total) as share_total,
        max(share_total) as other_share_total
    from {{ref "int_ecs_host_shares"}}
    group by statement_month, instance_id, started_at, stopped_at

),

pool_sums as (

    select
        statement_month,
        account_id,
        aws_product,
        pool,
        sum(share_weight) as shares,
        min(share_before) as first_share_before,
        min(share_weight) as least_share,
        max(share_before + share_weight) as shared_until,
        min(share_total) as share_total,
        max(share_total) as other_share_total
    from {{ref "alc_pool_shares"}}
    group by statement_month, account_id, aws_product, pool

),

wrong as (

    select
        statement_month,
        instance_id as shared,
        started_at,
        stopped_at,
        shares,
        share_total
    from host_sums
    where shares <> share_total
        or first_share_before <> 0
        or least_share <= 0
        or shared_until <> share_total
        or share_total <> other_share_total

    union all

    select
        statement_month,
        account_id || ' ' || aws_product || ' ' || pool as shared,
        null as started_at,
        null as stopped_at,
        shares,
        share_total
    from pool_sums
    where shares <> share_total
        or first_share_before <> 0
        or least_share <= 0
        or shared_until <> share_total
        or share_total <> other_share_total

)

select * from wrong
