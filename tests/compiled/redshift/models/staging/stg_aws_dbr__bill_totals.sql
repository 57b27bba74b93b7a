with

rows_of_report as (

    select * from "raw".raw_aws_dbr__line_items

),

bill_totals as (

    select
        statement_month,
        payer_account_id,
        case lower(trim(both ' ' from record_type))
            when 'invoicetotal' then 'invoice'
            when 'accounttotal' then 'account'
            when 'statementtotal' then 'statement'
        end as total_kind,
        case when lower(invoice_id) <> 'estimated' then invoice_id end as invoice_id,
        linked_account_id as account_id,
        unblended_cost as total_cost,
        description
    from rows_of_report
    -- Of any other total nobody knows what it sums up.
    where lower(trim(both ' ' from record_type)) in ('invoicetotal', 'accounttotal', 'statementtotal')

)

select * from bill_totals
