/*
description: >
  The most expensive resources without a product area tag, of each AWS product, dearest first, until 90 % of the product's cost
  would be tagged: the list to go through with the people who own them.
grain: [statement_month, aws_product, account_id, resource_id]
columns:
  covered_basis_points: {description: "Hundredths of a percent of the product's cost that would be tagged with this resource and those before it."}
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

resource_tags as (

    select distinct statement_month, account_id, resource_key
    from {{ref "int_resource_tags"}}

),

coverage as (

    select * from {{ref "tag_coverage"}}

),

untagged as (

    select
        line_groups.statement_month,
        line_groups.aws_product,
        line_groups.account_id,
        line_groups.resource_key as resource_id,
        {{cast "cost" "sum(line_groups.positive_cost)"}} as unblended_cost
    from line_groups
    left join product_areas on product_areas.product_area = line_groups.product_area_tag
    left join resource_tags
        on resource_tags.statement_month = line_groups.statement_month
        and resource_tags.account_id = line_groups.account_id
        and resource_tags.resource_key = line_groups.resource_key
    where line_groups.resource_key is not null
        and product_areas.product_area is null
        and resource_tags.resource_key is null
    group by
        line_groups.statement_month,
        line_groups.aws_product,
        line_groups.account_id,
        line_groups.resource_key

),

running as (

    select
        *,
        row_number() over (
            partition by statement_month, aws_product
            order by unblended_cost desc, account_id, resource_id
        ) as cost_rank,
        {{cost_or_zero "sum(unblended_cost) over (
            partition by statement_month, aws_product
            order by unblended_cost desc, account_id, resource_id
            rows between unbounded preceding and 1 preceding
        )"}} as cost_before
    from untagged

),

measured as (

    select
        running.statement_month,
        running.aws_product,
        running.account_id,
        running.resource_id,
        running.cost_rank,
        running.unblended_cost,
        {{cast "cost" (add_costs (add_costs "coverage.tagged_cost" "coverage.resource_tagged_cost") "running.cost_before")}} as covered_before,
        coverage.unblended_cost as product_cost
    from running
    inner join coverage
        on coverage.statement_month = running.statement_month
        and coverage.aws_product = running.aws_product

),

with_shares as (

    select
        statement_month,
        aws_product,
        account_id,
        resource_id,
        cost_rank,
        unblended_cost,
        {{int_div (product (cost_to_units "covered_before") "10000") (cost_to_units "product_cost")}} as basis_points_before,
        {{cast "integer" (int_div (product (cost_to_units (add_costs "covered_before" "unblended_cost")) "10000") (cost_to_units "product_cost"))}} as covered_basis_points
    from measured

),

untagged_resources as (

    select
        statement_month,
        aws_product,
        account_id,
        resource_id,
        cost_rank,
        unblended_cost,
        covered_basis_points
    from with_shares
    where basis_points_before < 9000

)

select * from untagged_resources
