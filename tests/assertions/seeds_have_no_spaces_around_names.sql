/*
description: No name or pattern of the seeds has a space before or behind it, where nothing would ever match it.
*/
-- A tag is compared without the spaces around it, so that none is such an area; bills and events have none around their words.
with

names as (

    select 'product_areas' as seed, 'product_area' as seed_column, product_area as seed_name
    from {{ref "product_areas"}}

    union all

    select 'ecs_services' as seed, 'ecs_service' as seed_column, ecs_service as seed_name
    from {{ref "ecs_services"}}

    union all

    select 'allocation_rules' as seed, 'aws_product' as seed_column, aws_product as seed_name
    from {{ref "allocation_rules"}}

    union all

    select 'allocation_rules' as seed, 'usage_type' as seed_column, usage_type as seed_name
    from {{ref "allocation_rules"}}

    union all

    select 'allocation_rules' as seed, 'operation' as seed_column, operation as seed_name
    from {{ref "allocation_rules"}}

    union all

    select 'allocation_rules' as seed, 'resource_id' as seed_column, resource_id as seed_name
    from {{ref "allocation_rules"}}

    union all

    select 'allocation_rules' as seed, 'account_id' as seed_column, account_id as seed_name
    from {{ref "allocation_rules"}}

),

problems as (

    select
        seed,
        seed_column,
        '"' || seed_name || '"' as quoted
    from names
    -- Not a comparison with what `trim` leaves: blanks at the end do not count in one in Redshift.
    where seed_name like ' %'
        or seed_name like '% '

)

select * from problems
