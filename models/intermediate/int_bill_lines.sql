/*
description: >
  One row per bill line, whichever format it came in, with an interval that is never empty and the group that it belongs to. A view
  of what is loaded: what is allocated, and how, is in int_line_groups and int_grouped_lines, which a run keeps.
materialized: view
columns:
  resource_key: {description: "What the line is about: the instance's or volume's id without the rest of its ARN, else the resource as billed."}
  instance_id: {description: The EC2 instance that the resource names.}
  volume_id: {description: The EBS volume that the resource names.}
  task_arn: {description: The ECS task that the resource names; on a bill only Fargate tasks have cost of their own.}
  product_area_tag: {description: "The value of the tag that var product_area_tag names, trimmed; null if empty."}
  started_at: {description: "Begin of the interval for which the line is charged; the month's own where the bill gives none."}
  stopped_at: {description: "Its end, at least one millisecond later, which is what intervals are measured in: a zero-length line is taken as an instant."}
  line_group: {description: "Its group in int_line_groups: lines that differ in their id, moment, amount and words only."}
*/
with

bill_lines as (

    select *
    from {{union_of "bill_lines"}} as all_formats
    where {{in_scope "statement_month"}}

),

with_interval_and_resource as (

    select
        *,
        coalesce(started_at, {{cast "timestamp" "statement_month"}}) as interval_started_at,
        coalesce(stopped_at, {{dateadd "month" "1" (cast "timestamp" "statement_month")}}) as interval_stopped_at,
        {{instance_of "resource_id"}} as instance_id,
        {{volume_of "resource_id"}} as volume_id,
        {{task_of "resource_id"}} as task_arn
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
            when interval_stopped_at >= {{dateadd "millisecond" "1" "interval_started_at"}} then interval_stopped_at
            else {{dateadd "millisecond" "1" "interval_started_at"}}
        end as stopped_at,
        usage_quantity,
        currency,
        unblended_cost,
        {{tag_value "tags" (var "product_area_tag")}} as product_area_tag,
        tags,
        file_id,
        {{line_group}} as line_group
    from with_interval_and_resource

)

select * from lines
