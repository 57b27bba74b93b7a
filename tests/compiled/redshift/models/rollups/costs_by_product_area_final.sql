with

costs as (

    select * from rollups.costs_by_product_area

),

finalized_months as (

    select * from rollups.finalized_months

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
