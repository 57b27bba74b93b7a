with

charges as (

    select
        *,
        case when sub_account_id is not null then sub_account_id else coalesce(payer_account_id, '(none)') end as account_id
    from "raw".raw_focus__charges

),

with_digest as (

    select
        *,
        md5(
            coalesce(invoice_id, '') || '|' || coalesce(payer_account_id, '') || '|' || account_id || '|' || coalesce(charge_category, '') || '|'
            || coalesce(charge_class, '') || '|' || coalesce(charge_frequency, '') || '|' || coalesce(service_code, '') || '|'
            || coalesce(service_name, '') || '|' || coalesce(usage_type, '') || '|' || coalesce(operation, '') || '|'
            || coalesce(availability_zone, '') || '|' || coalesce(description, '') || '|' || coalesce(resource_id, '') || '|'
            || coalesce(cast(usage_start_at as varchar), '') || '|' || coalesce(cast(usage_end_at as varchar), '') || '|'
            || coalesce(cast(usage_quantity as varchar), '') || '|' || cast(unblended_cost as varchar) || '|' || coalesce(tags, '')
        ) as content_digest
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
        case when service_code is not null then service_code else coalesce(service_name, '(none)') end as aws_product,
        usage_type,
        operation,
        availability_zone,
        resource_id,
        description,
        usage_start_at as started_at,
        case
    when extract(minute from usage_end_at) = 59 and extract(second from usage_end_at) = 59
        and usage_end_at = cast(date_trunc('second', usage_end_at) as timestamp)
        and (usage_start_at is null or usage_start_at < usage_end_at)
        then dateadd(second, cast(1 as bigint), cast(usage_end_at as timestamp))
    else usage_end_at
end as stopped_at,
        usage_quantity,
        currency,
        unblended_cost,
        tags,
        file_id
    from identified

)

select * from bill_lines
