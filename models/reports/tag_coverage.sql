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

line_groups as (

    select *
    from {{ref "int_line_groups"}}
    where positive_cost > 0

),

product_areas as (

    select * from {{ref "product_areas"}}

),

-- The intervals of a resource's tags cover all of its lines.
tagged_resources as (

    select distinct statement_month, account_id, resource_key
    from {{ref "int_resource_tags"}}

),

groups as (

    select
        line_groups.statement_month,
        line_groups.aws_product,
        line_groups.positive_cost as unblended_cost,
        product_areas.product_area is not null as is_tagged,
        product_areas.product_area is null and tagged_resources.resource_key is not null as is_resource_tagged
    from line_groups
    left join product_areas on product_areas.product_area = line_groups.product_area_tag
    left join tagged_resources
        on tagged_resources.statement_month = line_groups.statement_month
        and tagged_resources.account_id = line_groups.account_id
        and tagged_resources.resource_key = line_groups.resource_key

),

sums as (

    select
        statement_month,
        aws_product,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost,
        {{cast "cost" (cost_or_zero "sum(case when is_tagged then unblended_cost end)")}} as tagged_cost,
        {{cast "cost" (cost_or_zero "sum(case when is_resource_tagged then unblended_cost end)")}} as resource_tagged_cost
    from groups
    group by statement_month, aws_product

),

coverage as (

    select
        statement_month,
        aws_product,
        unblended_cost,
        tagged_cost,
        resource_tagged_cost,
        {{cast "integer" (int_div (product (cost_to_units (add_costs "tagged_cost" "resource_tagged_cost")) "10000") (cost_to_units "unblended_cost"))}} as tagged_basis_points
    from sums

)

select * from coverage
