/*
description: >
  The bill's lines, with its Rounding rows, sum to the invoice, account and statement totals that the bill states; of an account, with
  its own Rounding rows or without, and with those of no account if the totals of all accounts have all of them.
*/
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
    from {{ref "bill_check"}}
    where verdict in ('differs', 'stated twice')

)

select * from wrong
