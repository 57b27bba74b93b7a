/*
description: One row per total that a Detailed Billing Report states of itself.
columns:
  total_kind: {description: "invoice, account, statement; or other: nobody knows what it sums up."}
  record_type: {description: "What the bill calls it: InvoiceTotal, …"}
tests:
  - accepted_values: {column: total_kind, values: [invoice, account, statement, other]}
*/
with

rows_of_report as (

    select * from {{source "aws_dbr" "line_items"}}

),

bill_totals as (

    select
        statement_month,
        payer_account_id,
        case lower(trim(both ' ' from record_type))
            when 'invoicetotal' then 'invoice'
            when 'accounttotal' then 'account'
            when 'statementtotal' then 'statement'
            else 'other'
        end as total_kind,
        trim(both ' ' from record_type) as record_type,
        case when lower(invoice_id) <> 'estimated' then invoice_id end as invoice_id,
        linked_account_id as account_id,
        unblended_cost as total_cost,
        description
    from rows_of_report
    where {{is_totals_row "record_type"}}

)

select * from bill_totals
