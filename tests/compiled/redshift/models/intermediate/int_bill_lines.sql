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
        coalesce(stopped_at, dateadd(month, cast(1 as bigint), cast(cast(statement_month as timestamp) as timestamp))) as interval_stopped_at,
        case when ((resource_id) ~ '(^|[:/])i-[0-9a-f]{8,17}$') then case when (resource_id) ~ 'i-[0-9a-f]+$' then regexp_substr(resource_id, 'i-[0-9a-f]+$', 1, 1, 'e') end end as instance_id,
        case when ((resource_id) ~ '(^|[:/])vol-[0-9a-f]{8,17}$') then case when (resource_id) ~ 'vol-[0-9a-f]+$' then regexp_substr(resource_id, 'vol-[0-9a-f]+$', 1, 1, 'e') end end as volume_id,
        case when ((resource_id) ~ '^arn:[^:]*:ecs:[^:]*:[^:]*:task/') then resource_id end as task_arn
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
            when interval_stopped_at >= dateadd(millisecond, cast(1 as bigint), cast(interval_started_at as timestamp)) then interval_stopped_at
            else dateadd(millisecond, cast(1 as bigint), cast(interval_started_at as timestamp))
        end as stopped_at,
        usage_quantity,
        currency,
        unblended_cost,
        nullif(trim(both ' ' from coalesce(nullif(json_extract_path_text(tags, 'product_area', true), ''), case when strpos(tags, '"product_area":""') > 0 then '' end)), '') as product_area_tag,
        tags,
        file_id,
        (fnv_hash(case when statement_month is null then '-' else cast(fnv_hash(statement_month) as varchar(20)) end || ',' || case when payer_account_id is null then '-' else cast(fnv_hash(payer_account_id) as varchar(20)) end || ',' || case when account_id is null then '-' else cast(fnv_hash(account_id) as varchar(20)) end || ',' || case when invoice_id is null then '-' else cast(fnv_hash(invoice_id) as varchar(20)) end || ',' || case when is_estimated is null then '-' else cast(fnv_hash(is_estimated) as varchar(20)) end || ',' || case when line_kind is null then '-' else cast(fnv_hash(line_kind) as varchar(20)) end || ',' || case when record_type is null then '-' else cast(fnv_hash(record_type) as varchar(20)) end || ',' || case when aws_product is null then '-' else cast(fnv_hash(aws_product) as varchar(20)) end || ',' || case when usage_type is null then '-' else cast(fnv_hash(usage_type) as varchar(20)) end || ',' || case when operation is null then '-' else cast(fnv_hash(operation) as varchar(20)) end || ',' || case when resource_id is null then '-' else cast(fnv_hash(resource_id) as varchar(20)) end || ',' || case when currency is null then '-' else cast(fnv_hash(currency) as varchar(20)) end || ',' || case when tags is null then '-' else cast(fnv_hash(tags) as varchar(20)) end || ',' || case when file_id is null then '-' else cast(fnv_hash(file_id) as varchar(20)) end) & 9223372036854775807) as line_group
    from with_interval_and_resource

)

select * from lines
