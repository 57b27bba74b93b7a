with

months as (

    select * from intermediate.int_months

),

rollup_rows as (

    select statement_month, 'area|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_product_area

    union all

    select statement_month, 'product|' || aws_product || '|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_aws_product

    union all

    select statement_month, 'service|' || coalesce(ecs_service, '') || '|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_ecs_service

),

-- Each row is digested before they are joined, so that the text stays short however many services there are.
fingerprints as (

    select
        statement_month,
        md5(string_agg(md5(facts), ',' order by md5(facts))) as rollups_fingerprint
    from rollup_rows
    group by statement_month

),

runs as (

    select
        cast('r00000000t000000_0000' as varchar) as run_id,
        timestamp '1970-01-01 00:00:00.000' as started_at,
        cast(null as timestamp) as published_at,
        cast(cast(null as varchar) as varchar) as git_commit,
        cast('local' as varchar) as target,
        months.statement_month,
        months.bill_fingerprint,
        cast(months.bill_lines as bigint) as bill_lines,
        months.bill_total,
        months.currency,
        cast(months.estimated_lines as bigint) as estimated_lines,
        months.is_final,
        fingerprints.rollups_fingerprint
    from months
    inner join fingerprints on fingerprints.statement_month = months.statement_month

)

select * from runs
