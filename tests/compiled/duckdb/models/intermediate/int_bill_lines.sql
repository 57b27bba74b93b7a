with

bill_lines as (

    select *
    from (
        select statement_month, bill_line_id, payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation, availability_zone, resource_id, description, started_at, stopped_at, usage_quantity, currency, unblended_cost, tags, file_id from staging.stg_aws_cur2__bill_lines
        union all
        select statement_month, bill_line_id, payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation, availability_zone, resource_id, description, started_at, stopped_at, usage_quantity, currency, unblended_cost, tags, file_id from staging.stg_aws_cur__bill_lines
        union all
        select statement_month, bill_line_id, payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation, availability_zone, resource_id, description, started_at, stopped_at, usage_quantity, currency, unblended_cost, tags, file_id from staging.stg_aws_dbr__bill_lines
        union all
        select statement_month, bill_line_id, payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation, availability_zone, resource_id, description, started_at, stopped_at, usage_quantity, currency, unblended_cost, tags, file_id from staging.stg_focus__bill_lines
    ) as all_formats
    where 1 = 1

),

with_interval_and_resource as (

    select
        *,
        coalesce(started_at, cast(statement_month as timestamp)) as interval_started_at,
        coalesce(stopped_at, (cast(cast(statement_month as timestamp) as timestamp) + to_months(cast(1 as integer)))) as interval_stopped_at,
        case when regexp_matches(resource_id, '(^|[:/])i-[0-9a-f]{8,17}$') then case when regexp_matches(resource_id, 'i-[0-9a-f]+$') then regexp_extract(resource_id, 'i-[0-9a-f]+$', 0) end end as instance_id,
        case when regexp_matches(resource_id, '(^|[:/])vol-[0-9a-f]{8,17}$') then case when regexp_matches(resource_id, 'vol-[0-9a-f]+$') then regexp_extract(resource_id, 'vol-[0-9a-f]+$', 0) end end as volume_id,
        case when regexp_matches(resource_id, '^arn:[^:]*:ecs:[^:]*:[^:]*:task/') then resource_id end as task_arn
    from bill_lines

),

lines as (

    select
        statement_month,
        bill_line_id,
        payer_account_id,
        account_id,
        invoice_id,
        is_estimated,
        line_kind,
        record_type,
        aws_product,
        usage_type,
        operation,
        availability_zone,
        resource_id,
        coalesce(instance_id, volume_id, resource_id) as resource_key,
        instance_id,
        volume_id,
        task_arn,
        description,
        interval_started_at as started_at,
        case
            when interval_stopped_at >= (cast(interval_started_at as timestamp) + to_microseconds(cast(1 as bigint) * 1000)) then interval_stopped_at
            else (cast(interval_started_at as timestamp) + to_microseconds(cast(1 as bigint) * 1000))
        end as stopped_at,
        usage_quantity,
        currency,
        unblended_cost,
        nullif(trim(both ' ' from try(json_extract_string(tags, '/product_area'))), '') as product_area_tag,
        tags,
        file_id,
        cast(hash(
    statement_month, payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation,
    resource_id, currency, tags, file_id
) >> 1 as bigint) as line_group
    from with_interval_and_resource

)

select * from lines
