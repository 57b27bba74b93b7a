/*
description: alc_group_costs sums up every row of allocated_costs, by month, method and product area.
*/
with

allocated_costs as (

    select
        statement_month,
        method,
        product_area,
        count(*) as parts
    from {{ref "allocated_costs"}}
    group by statement_month, method, product_area

),

group_costs as (

    select
        statement_month,
        method,
        product_area,
        sum(parts) as parts
    from {{ref "alc_group_costs"}}
    group by statement_month, method, product_area

),

wrong as (

    select
        coalesce(allocated_costs.statement_month, group_costs.statement_month) as statement_month,
        coalesce(allocated_costs.method, group_costs.method) as method,
        coalesce(allocated_costs.product_area, group_costs.product_area) as product_area,
        allocated_costs.parts as allocated_parts,
        group_costs.parts as summed_parts
    from allocated_costs
    full outer join group_costs
        on group_costs.statement_month = allocated_costs.statement_month
        and group_costs.method = allocated_costs.method
        and group_costs.product_area = allocated_costs.product_area
    where allocated_costs.parts is null
        or group_costs.parts is null
        or allocated_costs.parts <> group_costs.parts

)

select * from wrong
