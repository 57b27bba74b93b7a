with

months as (

    select * from intermediate.int_months

),

finalized_months as (

    select * from rollups.finalized_months

),

-- A month that AWS has opened again since has another bill now, and its final version is of the one before.
wrong as (

    select
        finalized_months.statement_month,
        finalized_months.version,
        months.estimated_lines,
        months.bill_total
    from finalized_months
    inner join months
        on months.statement_month = finalized_months.statement_month
        and months.bill_fingerprint = finalized_months.bill_fingerprint
    where months.estimated_lines > 0

)

select * from wrong
