with

group_costs as (

    select * from allocation.alc_group_costs

),

unallocated_costs as (

    select
        statement_month,
        aws_product,
        usage_type,
        coalesce(reason, 'a tag, a service or a rule says so') as reason,
        cast(sum(unblended_cost) as decimal(38,18)) as unblended_cost,
        cast(sum(parts) as bigint) as parts
    from group_costs
    where product_area = 'unallocated'
    group by statement_month, aws_product, usage_type, coalesce(reason, 'a tag, a service or a rule says so')

)

select * from unallocated_costs
