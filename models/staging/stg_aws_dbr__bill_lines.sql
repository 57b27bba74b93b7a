/*
description: "One row per line of a Detailed Billing Report; its totals rows are in stg_aws_dbr__bill_totals. The grain, month and bill_line_id, is tested where the formats come together, in int_grouped_lines."
contract: bill_lines
columns:
  bill_line_id: {description: "RecordId; of a report without it, a digest of the row and its number among rows that are the same."}
  line_kind: {description: "A DBR says only by its words and its sign what a LineItem is: tax, credit, refund, discount, fee, else usage."}
*/
with

-- Read twice rather than kept: what is read in two places would be copied whole.
with_id as (

    select
        *,
        {{cast "text" "null"}} as content_digest,
        record_id as bill_line_id
    from {{source "aws_dbr" "line_items"}} as rows_of_report
    where record_id is not null
        and not {{is_totals_row "record_type"}}

),

with_digest as (

    select
        *,
        {{md5 "
            coalesce(invoice_id, '') || '|' || coalesce(payer_account_id, '') || '|' || coalesce(linked_account_id, payer_account_id, '(none)') || '|'
            || coalesce(record_type, '') || '|' || coalesce(product_name, '') || '|' || coalesce(usage_type, '') || '|' || coalesce(operation, '') || '|'
            || coalesce(availability_zone, '') || '|' || coalesce(description, '') || '|' || coalesce(resource_id, '') || '|'
            || coalesce(cast(usage_start_at as varchar), '') || '|' || coalesce(cast(usage_end_at as varchar), '') || '|'
            || coalesce(cast(usage_quantity as varchar), '') || '|' || cast(unblended_cost as varchar) || '|' || coalesce(tags, '')
        "}} as content_digest
    from {{source "aws_dbr" "line_items"}} as rows_of_report
    where record_id is null
        and not {{is_totals_row "record_type"}}

),

identified as (

    select * from with_id

    union all

    -- Rows that are the same in everything may change places without a trace, so numbering them depends on no order.
    select
        *,
        content_digest || '-' || cast(row_number() over (
            partition by statement_month, content_digest
            order by file_id
        ) as varchar) as bill_line_id
    from with_digest

),

lines as (

    select
        *,
        {{text_or "linked_account_id" "coalesce(payer_account_id, '(none)')"}} as account_id,
        case when record_type = 'LineItem' then 'lineitem' else coalesce(lower(trim(both ' ' from record_type)), '') end as record_kind,
        coalesce((invoice_id like 'E%' or invoice_id like 'e%') and lower(invoice_id) = 'estimated', false) as is_called_estimated
    from identified

),

bill_lines as (

    select
        statement_month,
        bill_line_id,
        payer_account_id,
        account_id,
        case when not is_called_estimated then invoice_id end as invoice_id,
        is_called_estimated or invoice_id is null as is_estimated,
        -- What is cheap to see comes first in each condition: a bill has millions of words.
        case
            when record_kind = 'rounding' then 'rounding'
            when record_kind = 'discount' then 'discount'
            when record_kind <> 'lineitem' then 'other'
            when usage_type is null and {{regex_match "lower(description)" "(^|[^a-z])(tax|vat|gst)([^a-z]|$)"}} then 'tax'
            when unblended_cost < 0 and lower(description) like '%refund%' then 'refund'
            when unblended_cost < 0 and lower(description) like '%discount%' then 'discount'
            when unblended_cost < 0 then 'credit'
            when (description like 'S%' or description like 's%') and lower(description) like 'sign up charge%' then 'fee'
            when usage_type like '%HeavyUsage%' or product_name like 'AWS Support%' then 'fee'
            else 'usage'
        end as line_kind,
        record_type,
        {{text_or "product_name" "'(none)'"}} as aws_product,
        usage_type,
        operation,
        availability_zone,
        resource_id,
        description,
        usage_start_at as started_at,
        {{exclusive_end "usage_start_at" "usage_end_at"}} as stopped_at,
        usage_quantity,
        {{cast "text" "'USD'"}} as currency,
        unblended_cost,
        tags,
        file_id
    from lines

)

select * from bill_lines
