/*
description: allocated_costs has what each treatment gives, by month, method and product area.
*/
with

allocated_costs as (

    select
        statement_month,
        method,
        product_area,
        count(*) as parts,
        sum(unblended_cost) as unblended_cost
    from {{ref "allocated_costs"}}
    group by statement_month, method, product_area

),

treatments as (

    select
        statement_month,
        method,
        product_area,
        count(*) as parts,
        sum(unblended_cost) as unblended_cost
    from {{union_of "allocated_costs"}} as all_treatments
    group by statement_month, method, product_area

),

wrong as (

    select
        coalesce(allocated_costs.statement_month, treatments.statement_month) as statement_month,
        coalesce(allocated_costs.method, treatments.method) as method,
        coalesce(allocated_costs.product_area, treatments.product_area) as product_area,
        allocated_costs.unblended_cost as allocated_cost,
        treatments.unblended_cost as treatment_cost,
        coalesce(allocated_costs.unblended_cost, 0) - coalesce(treatments.unblended_cost, 0) as difference
    from allocated_costs
    full outer join treatments
        on treatments.statement_month = allocated_costs.statement_month
        and treatments.method = allocated_costs.method
        and treatments.product_area = allocated_costs.product_area
    where allocated_costs.parts is null
        or treatments.parts is null
        or allocated_costs.parts <> treatments.parts
        or allocated_costs.unblended_cost <> treatments.unblended_cost

)

select * from wrong
