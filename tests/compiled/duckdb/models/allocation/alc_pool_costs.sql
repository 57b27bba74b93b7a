with

pool_costs as (

    select
        statement_month,
        line_group,
        account_id,
        aws_product,
        usage_type,
        ecs_service,
        product_area,
        method,
        reason,
        cast(count(*) as bigint) as parts,
        cast(sum(case when is_first_part then 1 else 0 end) as bigint) as lines,
        cast(sum(unblended_cost) as decimal(38,18)) as unblended_cost
    from allocation.alc_shared_costs
    group by
        statement_month,
        line_group,
        account_id,
        aws_product,
        usage_type,
        ecs_service,
        product_area,
        method,
        reason

)

select * from pool_costs
