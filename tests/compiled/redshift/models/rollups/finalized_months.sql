with

months as (

    select *
    from intermediate.int_months
    where is_final

),

latest_versions as (

    select
        statement_month,
        0 as version,
        bill_fingerprint,
        bill_total
    from months
    where 1 = 0

),

new_versions as (

    select
        cast('r00000000t000000_0000' as varchar(65535)) as run_id,
        timestamp '1970-01-01 00:00:00.000' as finalized_at,
        months.statement_month,
        cast(coalesce(latest_versions.version, 0) + 1 as bigint) as version,
        months.bill_fingerprint,
        cast(months.bill_lines as bigint) as bill_lines,
        months.bill_total,
        cast((cast(months.bill_total as decimal(37,18)) - cast(latest_versions.bill_total as decimal(37,18))) as decimal(38,18)) as restated_by_cost
    from months
    left join latest_versions on latest_versions.statement_month = months.statement_month
    where latest_versions.bill_fingerprint is null
        or latest_versions.bill_fingerprint <> months.bill_fingerprint

)

select * from new_versions
