/*
description: >
  One row per version of a final month. Version 1 is written by the first run in which no line of the month is estimated;
  another one only when AWS restates the bill. A rule that changed afterwards does not reopen a month.
grain: [statement_month, version]
columns:
  restated_by_cost: {description: "What the restatement changed, against the version before; null for version 1."}
*/
with

months as (

    select *
    from {{ref "int_months"}}
    where is_final

),

{{#if incremental}}
earlier_versions as (

    select
        *,
        row_number() over (partition by statement_month order by version desc) as version_rank
    from {{this}}

),

latest_versions as (

    select *
    from earlier_versions
    where version_rank = 1

),
{{else}}
latest_versions as (

    select
        statement_month,
        0 as version,
        bill_fingerprint,
        bill_total
    from months
    where 1 = 0

),
{{/if}}

new_versions as (

    select
        {{cast "text" (run_id)}} as run_id,
        {{run_started_at}} as finalized_at,
        months.statement_month,
        {{cast "integer" "coalesce(latest_versions.version, 0) + 1"}} as version,
        months.bill_fingerprint,
        {{cast "integer" "months.bill_lines"}} as bill_lines,
        months.bill_total,
        {{cast "cost" (subtract_costs "months.bill_total" "latest_versions.bill_total")}} as restated_by_cost
    from months
    left join latest_versions on latest_versions.statement_month = months.statement_month
    where latest_versions.bill_fingerprint is null
        or latest_versions.bill_fingerprint <> months.bill_fingerprint

)

select * from new_versions
