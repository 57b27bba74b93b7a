/*
description: >
  One row per part of a volume's bill line that was cut between hosts, divided over the ECS services that ran on each of them.
contract: allocated_costs
materialized: view
*/
with

claims as (

    select
        *,
        {{cost_to_units "unblended_cost"}} as cost_units
    from {{ref "int_line_claims"}}
    where claim = 'ebs_ecs'
        and cut_total > 1

),

host_shares as (

    select * from {{ref "int_ecs_host_shares"}}

),

pieces as (

    select * from {{cut_pieces_of "claims"}} as cut_claims

),

pieces_with_shares as (

    select
        pieces.*,
        host_shares.ecs_service as shared_with_service,
        host_shares.product_area as service_area,
        host_shares.share_before,
        host_shares.share_weight,
        pieces.host_share_total as share_total
    from pieces
    -- The claim `ebs_ecs` is given only to hosts that have shares, so no cost is lost here;
    -- tests/assertions/bill_lines_are_allocated_exactly.sql would say so.
    inner join host_shares on host_shares.host_interval_id = pieces.host_interval_id

),

parts as (

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        shared_with_service as ecs_service,
        coalesce(service_area, 'unallocated') as product_area,
        case when shared_with_service is null then 'ecs_idle' else claim end as method,
        {{unmapped_service "shared_with_service" "service_area"}} as reason,
        part_cost as unblended_cost,
        line_group
    from {{piece_costs_of "pieces_with_shares"}} as costs

)

select * from parts
