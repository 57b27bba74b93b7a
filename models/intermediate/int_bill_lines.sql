/*
description: >
  One row per bill line of this run's months, whichever format it came in, with the instance, volume or task that its resource
  names and an interval that is never empty.
grain: [statement_month, bill_line_id]
columns:
  started_at: {description: "Begin of the interval for which the line is charged; the month's own where the bill gives none."}
  stopped_at: {description: "Its end, at least one millisecond later: a zero-length line is taken as an instant."}
  resource_key: {description: "What the line is about: the instance's or volume's id without the rest of its ARN, else the resource as billed."}
  instance_id: {description: The EC2 instance that the resource names.}
  volume_id: {description: The EBS volume that the resource names.}
  task_arn: {description: The ECS task that the resource names; on a bill only Fargate tasks have cost of their own.}
tests:
  - not_null: [account_id, aws_product, line_kind, unblended_cost, is_estimated]
*/
with

bill_lines as (

    select *
    from {{union_of "bill_lines"}} as all_formats
    where {{in_scope "statement_month"}}

),

with_interval as (

    select
        *,
        coalesce(started_at, {{cast "timestamp" "statement_month"}}) as interval_started_at,
        coalesce(stopped_at, {{dateadd "month" "1" (cast "timestamp" "statement_month")}}) as interval_stopped_at,
        coalesce({{regex_match "resource_id" "(^|[:/])i-[0-9a-f]{8,17}$"}}, false) as is_instance,
        coalesce({{regex_match "resource_id" "(^|[:/])vol-[0-9a-f]{8,17}$"}}, false) as is_volume,
        coalesce({{regex_match "resource_id" "^arn:.*:task/"}}, false) as is_task
    from bill_lines

),

with_resource as (

    select
        *,
        case when is_instance then {{regex_extract "resource_id" "i-[0-9a-f]+$"}} end as instance_id,
        case when is_volume then {{regex_extract "resource_id" "vol-[0-9a-f]+$"}} end as volume_id,
        case when is_task then resource_id end as task_arn
    from with_interval

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
            when interval_stopped_at > interval_started_at then interval_stopped_at
            else {{dateadd "millisecond" "1" "interval_started_at"}}
        end as stopped_at,
        usage_quantity,
        currency,
        unblended_cost,
        product_area_tag,
        tags,
        file_id,
        line_number
    from with_resource

)

select * from lines
