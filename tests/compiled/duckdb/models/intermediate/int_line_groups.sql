with

groups as (

    select
        statement_month,
        payer_account_id,
        account_id,
        invoice_id,
        is_estimated,
        line_kind,
        record_type,
        aws_product,
        usage_type,
        operation,
        resource_id,
        currency,
        tags,
        file_id,
        count(*) as bill_lines,
        cast(sum(unblended_cost) as decimal(38,18)) as unblended_cost,
        cast(sum(case when unblended_cost > 0 then unblended_cost else cast(0 as decimal(38,18)) end) as decimal(38,18)) as positive_cost,
        min(started_at) as first_started_at,
        max(started_at) as last_started_at
    from intermediate.int_bill_lines
    group by
        statement_month,
        payer_account_id,
        account_id,
        invoice_id,
        is_estimated,
        line_kind,
        record_type,
        aws_product,
        usage_type,
        operation,
        resource_id,
        currency,
        tags,
        file_id

),

with_resource as (

    select
        *,
        case when regexp_matches(resource_id, '(^|[:/])i-[0-9a-f]{8,17}$') then case when regexp_matches(resource_id, 'i-[0-9a-f]+$') then regexp_extract(resource_id, 'i-[0-9a-f]+$', 0) end end as instance_id,
        case when regexp_matches(resource_id, '(^|[:/])vol-[0-9a-f]{8,17}$') then case when regexp_matches(resource_id, 'vol-[0-9a-f]+$') then regexp_extract(resource_id, 'vol-[0-9a-f]+$', 0) end end as volume_id,
        case when regexp_matches(resource_id, '^arn:[^:]*:ecs:[^:]*:[^:]*:task/') then resource_id end as task_arn
    from groups

),

line_groups as (

    select
        statement_month,
        cast(hash(
    statement_month, payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation,
    resource_id, currency, tags, file_id
) >> 1 as bigint) as line_group,
        payer_account_id,
        account_id,
        invoice_id,
        is_estimated,
        line_kind,
        record_type,
        aws_product,
        usage_type,
        operation,
        resource_id,
        coalesce(instance_id, volume_id, resource_id) as resource_key,
        instance_id,
        volume_id,
        task_arn,
        currency,
        nullif(trim(both ' ' from try(json_extract_string(tags, '/product_area'))), '') as product_area_tag,
        tags,
        file_id,
        bill_lines,
        unblended_cost,
        positive_cost,
        first_started_at,
        last_started_at
    from with_resource

)

select * from line_groups
