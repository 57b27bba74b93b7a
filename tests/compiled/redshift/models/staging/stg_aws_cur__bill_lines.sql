with

bill_lines as (

    select * from (
    with

    -- Read twice rather than kept: what is read in two places would be copied whole.
    with_id as (

        select
            *,
            cast(null as varchar(65535)) as content_digest,
            line_item_id || '/' || time_interval as bill_line_id
        from "raw".raw_aws_cur__line_items as line_items
        where line_item_id is not null
            and time_interval is not null
            and not (split_parent_resource_id is not null or coalesce(operation, '') in ('ECSTask-EC2', 'EKSPod-EC2'))

    ),

    with_digest as (

        select
            *,
            md5(
                coalesce(line_item_id, '') || '|' || coalesce(invoice_id, '') || '|' || coalesce(payer_account_id, '') || '|'
                || coalesce(usage_account_id, payer_account_id, '(none)') || '|' || coalesce(line_item_type, '') || '|'
                || coalesce(product_code, '') || '|' || coalesce(usage_type, '') || '|' || coalesce(operation, '') || '|'
                || coalesce(availability_zone, '') || '|' || coalesce(description, '') || '|' || coalesce(resource_id, '') || '|'
                || coalesce(cast(usage_start_at as varchar), '') || '|' || coalesce(cast(usage_end_at as varchar), '') || '|'
                || coalesce(cast(usage_quantity as varchar), '') || '|' || cast(unblended_cost as varchar) || '|' || coalesce(tags, '')
            ) as content_digest
        from "raw".raw_aws_cur__line_items as line_items
        where (line_item_id is null or time_interval is null)
            and not (split_parent_resource_id is not null or coalesce(operation, '') in ('ECSTask-EC2', 'EKSPod-EC2'))

    ),

    identified as (

        select * from with_id

        union all

        -- Lines that are the same in everything may change places without a trace, so numbering them depends on no order.
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
            case when usage_account_id is not null then usage_account_id else coalesce(payer_account_id, '(none)') end as account_id
        from identified

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
                when line_item_type in ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage') then 'usage'
                -- Two lists, as each is short: DuckDB makes a join of a long one, through which every line has to go.
                when line_item_type in ('Fee', 'RIFee', 'FlatRateSubscription') then 'fee'
                when line_item_type in ('SavingsPlanUpfrontFee', 'SavingsPlanRecurringFee') then 'fee'
                when line_item_type = 'Tax' then 'tax'
                when line_item_type = 'Credit' then 'credit'
                when line_item_type = 'Refund' then 'refund'
                when line_item_type = 'SavingsPlanNegation' or line_item_type like '%Discount' then 'discount'
                when line_item_type = 'Rounding' then 'rounding'
                else 'other'
            end as line_kind,
            line_item_type as record_type,
            case when product_code is not null then product_code else '(none)' end as aws_product,
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
        from lines

    )

    select * from bill_lines
) as line_items

)

select * from bill_lines
