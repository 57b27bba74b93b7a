/*
description: "One row per charge of a FOCUS data set, 1.0 to 1.2. BilledCost is the cost; EffectiveCost is another basis. The grain, month and bill_line_id, is tested where the formats come together, in int_grouped_lines."
contract: bill_lines
columns:
  bill_line_id: {description: "FOCUS has none: a digest of the charge and its number among charges that are the same."}
  is_estimated: {description: "True where there is no InvoiceId, which FOCUS has since 1.2 only."}
*/
with

charges as (

    select
        *,
        {{text_or "sub_account_id" "coalesce(payer_account_id, '(none)')"}} as account_id
    from {{source "focus" "charges"}}

),

with_digest as (

    select
        *,
        {{md5 "
            coalesce(invoice_id, '') || '|' || coalesce(payer_account_id, '') || '|' || account_id || '|' || coalesce(charge_category, '') || '|'
            || coalesce(charge_class, '') || '|' || coalesce(charge_frequency, '') || '|' || coalesce(service_code, '') || '|'
            || coalesce(service_name, '') || '|' || coalesce(usage_type, '') || '|' || coalesce(operation, '') || '|'
            || coalesce(availability_zone, '') || '|' || coalesce(description, '') || '|' || coalesce(resource_id, '') || '|'
            || coalesce(cast(usage_start_at as varchar), '') || '|' || coalesce(cast(usage_end_at as varchar), '') || '|'
            || coalesce(cast(usage_quantity as varchar), '') || '|' || cast(unblended_cost as varchar) || '|' || coalesce(tags, '')
        "}} as content_digest
    from charges

),

-- Charges that are the same in everything may change places without a trace, so numbering them depends on no order.
identified as (

    select
        *,
        content_digest || '-' || cast(row_number() over (
            partition by statement_month, content_digest
            order by file_id
        ) as varchar) as bill_line_id
    from with_digest

),

bill_lines as (

    select
        statement_month,
        bill_line_id,
        payer_account_id,
        account_id,
        invoice_id,
        invoice_id is null as is_estimated,
        case
            when charge_category = 'Tax' then 'tax'
            when charge_category = 'Credit' then 'credit'
            when charge_class = 'Correction' and unblended_cost < 0 then 'refund'
            when charge_category = 'Purchase' then 'fee'
            when charge_category = 'Usage' then 'usage'
            else 'other'
        end as line_kind,
        charge_category as record_type,
        {{text_or "service_code" "coalesce(service_name, '(none)')"}} as aws_product,
        usage_type,
        operation,
        availability_zone,
        resource_id,
        description,
        usage_start_at as started_at,
        {{exclusive_end "usage_start_at" "usage_end_at"}} as stopped_at,
        usage_quantity,
        currency,
        unblended_cost,
        tags,
        file_id
    from identified

)

select * from bill_lines
