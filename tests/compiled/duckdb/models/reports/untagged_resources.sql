with

line_groups as (

    select *
    from intermediate.int_line_groups
    where positive_cost > 0

),

product_areas as (

    select * from seeds.product_areas

),

resource_tags as (

    select distinct statement_month, account_id, resource_key
    from intermediate.int_resource_tags

),

coverage as (

    select * from reports.tag_coverage

),

untagged as (

    select
        line_groups.statement_month,
        line_groups.aws_product,
        line_groups.account_id,
        line_groups.resource_key as resource_id,
        cast(sum(line_groups.positive_cost) as decimal(38,18)) as unblended_cost
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
        coalesce(sum(unblended_cost) over (
            partition by statement_month, aws_product
            order by unblended_cost desc, account_id, resource_id
            rows between unbounded preceding and 1 preceding
        ), 0) as cost_before
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
        cast(((coverage.tagged_cost + coverage.resource_tagged_cost) + running.cost_before) as decimal(38,18)) as covered_before,
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
        (((cast(replace(cast(cast(covered_before as decimal(38,18)) as varchar), '.', '') as hugeint) * 10000)) // (cast(replace(cast(cast(product_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) as basis_points_before,
        cast((((cast(replace(cast(cast((covered_before + unblended_cost) as decimal(38,18)) as varchar), '.', '') as hugeint) * 10000)) // (cast(replace(cast(cast(product_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) as bigint) as covered_basis_points
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
