with

-- Capacity that nobody reserved comes after the services', where it is kept.
host_sums as (

    select
        host_interval_id,
        sum(share_weight) as shares,
        min(share_before) as first_share_before,
        min(share_weight) as least_share,
        max(share_before + share_weight) as shared_until
    from intermediate.int_ecs_service_weights
    group by host_interval_id

),

host_usage as (

    select * from intermediate.int_ecs_host_usage

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
    from allocation.alc_pool_shares
    group by statement_month, account_id, aws_product, pool

),

wrong as (

    select
        host_usage.statement_month,
        host_usage.instance_id as shared,
        host_usage.started_at,
        host_usage.stopped_at,
        host_sums.shares,
        host_usage.used_weight as share_total
    from host_usage
    left join host_sums on host_sums.host_interval_id = host_usage.host_interval_id
    where host_sums.shares is null
        or host_sums.shares <> host_usage.used_weight
        or host_sums.first_share_before <> 0
        or host_sums.least_share <= 0
        or host_sums.shared_until <> host_usage.used_weight
        or host_usage.share_total < host_usage.used_weight

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
