/*
description: >
  One row per group of bill lines that are the same in all that allocation and the reports look at, the moment and the amount
  apart. A bill of millions of lines has thousands of groups: rules, tags and reports are worked out on them.
grain: [statement_month, line_group]
redshift: {dist: line_group, sort: [statement_month, line_group]}
columns:
  resource_key: {description: "What the lines are about: the instance's or volume's id without the rest of its ARN, else the resource as billed."}
  instance_id: {description: The EC2 instance that the resource names.}
  volume_id: {description: The EBS volume that the resource names.}
  task_arn: {description: The ECS task that the resource names; on a bill only Fargate tasks have cost of their own.}
  product_area_tag: {description: "The value of the tag that var product_area_tag names, trimmed; null if empty."}
  positive_cost: {description: The sum of those of its lines that do not take cost off.}
  first_started_at: {description: When the earliest of its lines begins.}
tests:
  - not_null: [account_id, aws_product, line_kind, unblended_cost, is_estimated]
*/
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
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost,
        {{cast "cost" "sum(case when unblended_cost > 0 then unblended_cost else cast(0 as decimal(38,18)) end)"}} as positive_cost,
        min(started_at) as first_started_at,
        max(started_at) as last_started_at
    from {{ref "int_bill_lines"}}
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
        {{instance_of "resource_id"}} as instance_id,
        {{volume_of "resource_id"}} as volume_id,
        {{task_of "resource_id"}} as task_arn
    from groups

),

line_groups as (

    select
        statement_month,
        {{line_group}} as line_group,
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
        {{tag_value "tags" (var "product_area_tag")}} as product_area_tag,
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
