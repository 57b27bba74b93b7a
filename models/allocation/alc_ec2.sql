/*
description: >
  One row per part of a bill line whose cost goes by way of an EC2 host: the host's own lines and its volumes, divided over the
  ECS services that ran on it; volumes of a host without services by the host's tag; and the time that a volume was attached to none.
contract: allocated_costs
grain: [statement_month, bill_line_id, instance_id, ecs_service]
columns:
  instance_id: {nullable: true}
  ecs_service: {nullable: true}
*/
with

claims as (

    select *
    from {{ref "int_line_claims"}}
    where claim in ('ecs', 'ebs_ecs', 'ebs', 'ebs_unattached')

),

host_shares as (

    select * from {{ref "int_ecs_host_shares"}}

),

shared_hosts as (

    select
        claims.statement_month,
        claims.bill_line_id,
        claims.account_id,
        claims.aws_product,
        claims.usage_type,
        claims.resource_id,
        claims.instance_id,
        host_shares.ecs_service,
        coalesce(host_shares.product_area, 'unallocated') as product_area,
        case when host_shares.ecs_service is null then 'ecs_idle' else claims.claim end as method,
        case
            when host_shares.product_area is null
                then 'ECS service "' || host_shares.ecs_service || '" has no product area on that day in seeds/ecs_services.csv'
        end as reason,
        {{split_cost units="claims.cost_units"
            cut_before="claims.cut_before" cut_weight="claims.cut_weight" cut_total="claims.cut_total"
            share_before="host_shares.share_before" share_weight="host_shares.share_weight" share_total="host_shares.share_total"}} as unblended_cost
    from claims
    -- The claims `ecs` and `ebs_ecs` are given only to hosts that have shares, so no cost is lost here;
    -- tests/assertions/bill_lines_are_allocated_exactly.sql would say so.
    inner join host_shares
        on host_shares.statement_month = claims.statement_month
        and host_shares.instance_id = claims.instance_id
        and host_shares.started_at = claims.started_at
        and host_shares.stopped_at = claims.stopped_at
    where claims.claim in ('ecs', 'ebs_ecs')

),

whole_parts as (

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        cast(null as varchar) as ecs_service,
        product_area,
        claim as method,
        reason,
        {{split_cost units="cost_units"
            cut_before="cut_before" cut_weight="cut_weight" cut_total="cut_total"
            share_before="0" share_weight="1" share_total="1"}} as unblended_cost
    from claims
    where claim in ('ebs', 'ebs_unattached')

),

all_parts as (

    select * from shared_hosts

    union all

    select * from whole_parts

)

select * from all_parts
