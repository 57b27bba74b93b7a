/*
description: The fifteen groups of AWS product, usage type and product area that cost most in a month, dearest first.
grain: [statement_month, problem_rank]
columns:
  usage_type: {nullable: true}
  cumulative_basis_points: {nullable: true, description: "Hundredths of a percent of the whole bill that this group and those before it make up; null where the bill is not above 0."}
*/
with

group_costs as (

    select * from {{ref "alc_group_costs"}}

),

months as (

    select * from {{ref "int_months"}}

),

sums as (

    select
        statement_month,
        aws_product,
        usage_type,
        product_area,
        {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
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
        {{cast "cost" "sum(unblended_cost) over (
            partition by statement_month
            order by unblended_cost desc, aws_product, usage_type, product_area
            rows between unbounded preceding and current row
        )"}} as cumulative_cost
    from sums
    where unblended_cost > 0

),

top_problem_areas as (

    select
        ranked.statement_month,
        {{cast "integer" "ranked.problem_rank"}} as problem_rank,
        ranked.aws_product,
        ranked.usage_type,
        ranked.product_area,
        ranked.unblended_cost,
        case
            when months.bill_total > 0
                then {{big_integer (int_div (product (cost_to_units "ranked.cumulative_cost") "10000") (cost_to_units "months.bill_total"))}}
        end as cumulative_basis_points
    from ranked
    inner join months on months.statement_month = ranked.statement_month
    where ranked.problem_rank <= 15

)

select * from top_problem_areas
