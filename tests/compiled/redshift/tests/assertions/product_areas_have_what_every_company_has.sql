with

product_areas as (

    select * from seeds.product_areas

),

needed as (

    select 'unallocated' as product_area, 'what nothing claims has to go somewhere' as because
    union all
    select 'idle' as product_area, 'var idle = keep gives it what nobody on a host reserved' as because

),

missing as (

    select needed.product_area, needed.because
    from needed
    left join product_areas on product_areas.product_area = needed.product_area
    where product_areas.product_area is null

)

select * from missing
