with

rollup_rows as (

    select run_id, statement_month, 'area|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_product_area

    union all

    select run_id, statement_month, 'product|' || aws_product || '|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_aws_product

    union all

    select run_id, statement_month, 'service|' || coalesce(ecs_service, '') || '|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_ecs_service

),

fingerprints as (

    select
        run_id,
        statement_month,
        md5(string_agg(md5(facts), ',' order by md5(facts))) as rollups_fingerprint
    from rollup_rows
    group by run_id, statement_month

),

runs as (

    select * from rollups.runs

),

run_totals as (

    select run_id, statement_month, sum(unblended_cost) as rollup_total
    from rollups.costs_by_product_area
    group by run_id, statement_month

),

wrong as (

    select
        coalesce(runs.run_id, fingerprints.run_id) as run_id,
        coalesce(runs.statement_month, fingerprints.statement_month) as statement_month,
        runs.rollups_fingerprint as published_fingerprint,
        fingerprints.rollups_fingerprint as present_fingerprint,
        runs.bill_total,
        run_totals.rollup_total
    from runs
    full outer join fingerprints
        on fingerprints.run_id = runs.run_id
        and fingerprints.statement_month = runs.statement_month
    left join run_totals
        on run_totals.run_id = runs.run_id
        and run_totals.statement_month = runs.statement_month
    where runs.rollups_fingerprint is null
        or fingerprints.rollups_fingerprint is null
        or runs.rollups_fingerprint <> fingerprints.rollups_fingerprint
        or runs.bill_total <> run_totals.rollup_total

)

select * from wrong
