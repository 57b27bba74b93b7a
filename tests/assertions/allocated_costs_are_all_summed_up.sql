/*
description: alc_group_costs sums up as many parts as allocated_costs has, so no treatment is in one of them only.
*/
with

allocated_costs as (

    select
        statement_month,
        count(*) as parts
    from {{ref "allocated_costs"}}
    group by statement_month

),

group_costs as (

    select
        statement_month,
        sum(parts) as parts
    from {{ref "alc_group_costs"}}
    group by statement_month

),

wrong as (

    select
        coalesce(allocated_costs.statement_month, group_costs.statement_month) as statement_month,
        allocated_costs.parts as allocated_parts,
        group_costs.parts as summed_parts
    from allocated_costs
    full outer join group_costs on group_costs.statement_month = allocated_costs.statement_month
    where allocated_costs.parts is null
        or group_costs.parts is null
        or allocated_costs.parts <> group_costs.parts

)

select * from wrong
