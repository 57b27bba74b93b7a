with

line_groups as (

    select *
    from intermediate.int_line_groups
    where positive_cost > 0

),

product_areas as (

    select * from seeds.product_areas

),

-- The intervals of a resource's tags cover all of its lines.
tagged_resources as (

    select distinct statement_month, account_id, resource_key
    from intermediate.int_resource_tags

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
        cast(sum(unblended_cost) as decimal(38,18)) as unblended_cost,
        cast(coalesce(sum(case when is_tagged then unblended_cost end), 0) as decimal(38,18)) as tagged_cost,
        cast(coalesce(sum(case when is_resource_tagged then unblended_cost end), 0) as decimal(38,18)) as resource_tagged_cost
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
        cast((((cast(replace(cast(cast((tagged_cost + resource_tagged_cost) as decimal(38,18)) as varchar), '.', '') as hugeint) * 10000)) // (cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) as bigint) as tagged_basis_points
    from sums

)

select * from coverage
