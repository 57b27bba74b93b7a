/*
description: >
  One row per AWS product: how much of its cost carries a product area tag, on the line itself or on its resource elsewhere in
  the month, whatever treatment the line got in the end. Lines that take cost off are left out, as they would make shares meaningless.
grain: [statement_month, aws_product]
columns:
  tagged_cost: {description: Of lines that carry the tag themselves.}
  resource_tagged_cost: {description: Of lines without it whose resource carries it elsewhere.}
  tagged_basis_points: {nullable: true, description: "Both together, in hundredths of a percent of the cost, rounded down; null where there is no cost."}
*/
with

bill_lines as (

    select *
    from {{ref "int_bill_lines"}}
    where unblended_cost > 0

),

product_areas as (

    select * from {{ref "product_areas"}}

),

resource_tags as (

    select * from {{ref "int_resource_tags"}}

),

lines as (

    select
        bill_lines.statement_month,
        bill_lines.aws_product,
        bill_lines.unblended_cost,
        product_areas.product_area is not null as is_tagged,
        product_areas.product_area is null and resource_tags.product_area is not null as is_resource_tagged
    from bill_lines
    left join product_areas on product_areas.product_area = bill_lines.product_area_tag
    left join resource_tags
        on resource_tags.statement_month = bill_lines.statement_month
        and resource_tags.account_id = bill_lines.account_id
        and resource_tags.resource_key = bill_lines.resource_key
        and resource_tags.valid_from <= bill_lines.started_at
        and resource_tags.valid_until > bill_lines.started_at

),

sums as (

    select
        statement_month,
        aws_product,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost,
        {{cast "cost" "coalesce(sum(case when is_tagged then unblended_cost end), 0)"}} as tagged_cost,
        {{cast "cost" "coalesce(sum(case when is_resource_tagged then unblended_cost end), 0)"}} as resource_tagged_cost
    from lines
    group by statement_month, aws_product

),

coverage as (

    select
        statement_month,
        aws_product,
        unblended_cost,
        tagged_cost,
        resource_tagged_cost,
        {{cast "integer" (int_div (product (cost_to_units "tagged_cost + resource_tagged_cost") "10000") (cost_to_units "unblended_cost"))}} as tagged_basis_points
    from sums

)

select * from coverage
