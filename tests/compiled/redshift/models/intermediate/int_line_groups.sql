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
        case when ((resource_id) ~ '(^|[:/])i-[0-9a-f]{8,17}$') then case when (resource_id) ~ 'i-[0-9a-f]+$' then regexp_substr(resource_id, 'i-[0-9a-f]+$', 1, 1, 'e') end end as instance_id,
        case when ((resource_id) ~ '(^|[:/])vol-[0-9a-f]{8,17}$') then case when (resource_id) ~ 'vol-[0-9a-f]+$' then regexp_substr(resource_id, 'vol-[0-9a-f]+$', 1, 1, 'e') end end as volume_id,
        case when ((resource_id) ~ '^arn:[^:]*:ecs:[^:]*:[^:]*:task/') then resource_id end as task_arn
    from groups

),

line_groups as (

    select
        statement_month,
        (fnv_hash(case when statement_month is null then '-' else cast(fnv_hash(statement_month) as varchar(20)) end || ',' || case when payer_account_id is null then '-' else cast(fnv_hash(payer_account_id) as varchar(20)) end || ',' || case when account_id is null then '-' else cast(fnv_hash(account_id) as varchar(20)) end || ',' || case when invoice_id is null then '-' else cast(fnv_hash(invoice_id) as varchar(20)) end || ',' || case when is_estimated is null then '-' else cast(fnv_hash(is_estimated) as varchar(20)) end || ',' || case when line_kind is null then '-' else cast(fnv_hash(line_kind) as varchar(20)) end || ',' || case when record_type is null then '-' else cast(fnv_hash(record_type) as varchar(20)) end || ',' || case when aws_product is null then '-' else cast(fnv_hash(aws_product) as varchar(20)) end || ',' || case when usage_type is null then '-' else cast(fnv_hash(usage_type) as varchar(20)) end || ',' || case when operation is null then '-' else cast(fnv_hash(operation) as varchar(20)) end || ',' || case when resource_id is null then '-' else cast(fnv_hash(resource_id) as varchar(20)) end || ',' || case when currency is null then '-' else cast(fnv_hash(currency) as varchar(20)) end || ',' || case when tags is null then '-' else cast(fnv_hash(tags) as varchar(20)) end || ',' || case when file_id is null then '-' else cast(fnv_hash(file_id) as varchar(20)) end) & 9223372036854775807) as line_group,
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
        nullif(trim(both ' ' from coalesce(nullif(json_extract_path_text(tags, 'product_area', true), ''), case when strpos(tags, '"product_area":""') > 0 then '' end)), '') as product_area_tag,
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
