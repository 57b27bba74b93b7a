with

all_costs as (

    select * from allocation.alc_own_costs

    union all

    select * from allocation.alc_pool_costs

)

select * from all_costs
