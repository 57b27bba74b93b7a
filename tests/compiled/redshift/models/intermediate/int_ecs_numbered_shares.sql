with

shares as (

    select
        statement_month,
        host_interval_id,
        service_number,
        share_before,
        share_weight
    from intermediate.int_ecs_service_weights


)

select * from shares
