with

group_costs as (

    select * from allocation.alc_group_costs

),

months as (

    select * from intermediate.int_months

),

sums as (

    select
        statement_month,
        aws_product,
        usage_type,
        product_area,
        cast(sum(unblended_cost) as decimal(38,18)) as unblended_cost
    from group_costs
    group by statement_month, aws_product, usage_type, product_area

),

ranked as (

    select
        *,
        row_number() over (
            partition by statement_month
            order by unblended_cost desc, aws_product, usage_type, product_area
        ) as problem_rank,
        cast(sum(unblended_cost) over (
            partition by statement_month
            order by unblended_cost desc, aws_product, usage_type, product_area
            rows between unbounded preceding and current row
        ) as decimal(38,18)) as cumulative_cost
    from sums
    where unblended_cost > 0

),

top_problem_areas as (

    select
        ranked.statement_month,
        cast(ranked.problem_rank as bigint) as problem_rank,
        ranked.aws_product,
        ranked.usage_type,
        ranked.product_area,
        ranked.unblended_cost,
        case
            when months.bill_total > 0
                then cast((((cast(replace(cast(cast(ranked.cumulative_cost as decimal(38,18)) as varchar), '.', '') as hugeint) * 10000)) // (cast(replace(cast(cast(months.bill_total as decimal(38,18)) as varchar), '.', '') as hugeint))) as hugeint)
        end as cumulative_basis_points
    from ranked
    inner join months on months.statement_month = ranked.statement_month
    where ranked.problem_rank <= 15

)

select * from top_problem_areas
