/*
description: One row per published run and month that it built, with what the bill was then.
grain: [run_id, statement_month]
stamped_column: published_at
columns:
  published_at: {nullable: true, description: The moment at which readers first saw the run.}
  rollups_fingerprint: {description: "Of the run's rows in the three rollups, so that a later change to published history is noticed."}
*/
with

months as (

    select * from {{ref "int_months"}}

),

rollup_rows as (

    select statement_month, 'area|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from {{ref "costs_by_product_area"}}

    union all

    select statement_month, 'product|' || aws_product || '|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from {{ref "costs_by_aws_product"}}

    union all

    select statement_month, 'service|' || coalesce(ecs_service, '') || '|' || product_area || '|' || cast(unblended_cost as varchar) as facts
    from {{ref "costs_by_ecs_service"}}

),

-- Each row is digested before they are joined, so that the text stays short however many services there are.
fingerprints as (

    select
        statement_month,
        {{digest_of (md5 "facts")}} as rollups_fingerprint
    from rollup_rows
    group by statement_month

),

runs as (

    select
        {{cast "text" (run_id)}} as run_id,
        {{run_started_at}} as started_at,
        cast(null as timestamp) as published_at,
        {{cast "text" (git_commit)}} as git_commit,
        {{cast "text" (target_name)}} as target,
        months.statement_month,
        months.bill_fingerprint,
        {{cast "integer" "months.bill_lines"}} as bill_lines,
        months.bill_total,
        months.currency,
        {{cast "integer" "months.estimated_lines"}} as estimated_lines,
        months.is_final,
        fingerprints.rollups_fingerprint
    from months
    inner join fingerprints on fingerprints.statement_month = months.statement_month

)

select * from runs
