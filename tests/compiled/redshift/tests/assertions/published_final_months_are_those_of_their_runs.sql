with

runs as (

    select * from rollups.runs

),

finalized_months as (

    select * from rollups.finalized_months

),

final_rows as (

    select run_id, statement_month, 'area|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_product_area_final

    union all

    select run_id, statement_month, 'product|' || aws_product || '|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_aws_product_final

    union all

    select run_id, statement_month, 'service|' || coalesce(ecs_service, '') || '|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from rollups.costs_by_ecs_service_final

),

fingerprints as (

    select
        run_id,
        statement_month,
        md5(cast(count(md5(facts)) as varchar(20)) || ',' || cast(sum(strtol(substring(md5(md5(facts)), 1, 8), 16)) as varchar(20)) || ',' || cast(sum(strtol(substring(md5(md5(facts)), 9, 8), 16)) as varchar(20)) || ',' || cast(sum(strtol(substring(md5(md5(facts)), 17, 8), 16)) as varchar(20)) || ',' || cast(sum(strtol(substring(md5(md5(facts)), 25, 8), 16)) as varchar(20))) as rollups_fingerprint
    from final_rows
    group by run_id, statement_month

),

problems as (

    select finalized_months.statement_month, finalized_months.run_id, 'its rows are not those that its run published' as problem
    from finalized_months
    left join runs
        on runs.run_id = finalized_months.run_id
        and runs.statement_month = finalized_months.statement_month
    left join fingerprints
        on fingerprints.run_id = finalized_months.run_id
        and fingerprints.statement_month = finalized_months.statement_month
    where runs.rollups_fingerprint is null
        or fingerprints.rollups_fingerprint is null
        or fingerprints.rollups_fingerprint <> runs.rollups_fingerprint
        or finalized_months.bill_total <> runs.bill_total
        or finalized_months.bill_fingerprint <> runs.bill_fingerprint

    union all

    select fingerprints.statement_month, fingerprints.run_id, 'it has rows and is not in finalized_months' as problem
    from fingerprints
    left join finalized_months
        on finalized_months.run_id = fingerprints.run_id
        and finalized_months.statement_month = fingerprints.statement_month
    where finalized_months.run_id is null

    union all

    select statement_month, max(run_id) as run_id, 'a version is missing' as problem
    from finalized_months
    group by statement_month
    having max(version) <> count(*)

)

select * from problems
