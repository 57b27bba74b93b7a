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
            else 'other'
        end as total_kind,
        trim(both ' ' from record_type) as record_type,
        case when lower(invoice_id) <> 'estimated' then invoice_id end as invoice_id,
        linked_account_id as account_id,
        unblended_cost as total_cost,
        description
    from rows_of_report
    where coalesce(record_type <> 'LineItem' and lower(trim(both ' ' from record_type)) like '%total', false)

)

select * from bill_totals
