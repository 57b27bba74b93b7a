with

runs as (

    select * from rollups.runs

),

finalized_months as (

    select * from rollups.finalized_months

),

-- Not as the bill is now: a month that AWS has opened again keeps the versions that it had, also where no cost has changed.
wrong as (

    select
        finalized_months.statement_month,
        finalized_months.version,
        runs.estimated_lines,
        runs.bill_total
    from finalized_months
    inner join runs
        on runs.run_id = finalized_months.run_id
        and runs.statement_month = finalized_months.statement_month
    where runs.estimated_lines > 0

)

select * from wrong
