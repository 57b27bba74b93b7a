with

wrong as (

    select
        statement_month,
        check_name,
        subject,
        bill_total,
        line_total,
        difference,
        verdict
    from reports.bill_check
    where verdict in ('differs', 'stated twice')

)

select * from wrong
