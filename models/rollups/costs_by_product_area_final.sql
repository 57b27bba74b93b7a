/*
description: One row per product area and month, written once when the month is final. A restated month gets a further version; earlier ones stay.
grain: [statement_month, version, product_area]
*/
with

costs as (

    select * from {{ref "costs_by_product_area"}}

),

finalized_months as (

    select * from {{ref "finalized_months"}}

),

final_costs as (

    select
        costs.run_id,
        costs.run_at,
        costs.statement_month,
        costs.product_area,
        costs.unblended_cost,
        finalized_months.finalized_at,
        finalized_months.version
    from costs
    inner join finalized_months on finalized_months.statement_month = costs.statement_month

)

select * from final_costs
