with

allocated_costs as (

    select * from (
        select statement_month, bill_line_id, account_id, aws_product, usage_type, resource_id, instance_id, ecs_service, product_area, method, reason, unblended_cost, line_group, is_first_part from allocation.alc_shared_costs
        union all
        select statement_month, bill_line_id, account_id, aws_product, usage_type, resource_id, instance_id, ecs_service, product_area, method, reason, unblended_cost, line_group, is_first_part from allocation.alc_shared_hosts
        union all
        select statement_month, bill_line_id, account_id, aws_product, usage_type, resource_id, instance_id, ecs_service, product_area, method, reason, unblended_cost, line_group, is_first_part from allocation.alc_whole_parts
    ) as all_treatments

)

select * from allocated_costs
