/*
description: >
  One row per part of a bill line whose cost is divided over the ECS services that ran on an EC2 host, by number: the host's own lines and
  its volumes'. alc_shared_hosts has the names.
materialized: view
columns:
  part_units: {description: "The part, in whole units of 10^-18 dollars: sums of them are many times quicker than sums of costs."}
  service_number: {description: "The service's in int_ecs_services; null: what nobody reserved, where var idle is keep."}
*/
with

-- Nearly all lines. The claims `ecs` and `ebs_ecs` are given only to hosts that have shares, so the joins lose no cost;
-- tests/assertions/bill_lines_are_allocated_exactly.sql would say so.
quick_lines as (

    select
        *,
        {{cost_to_units "unblended_cost"}} as cost_units
    from {{ref "int_line_claims"}}
    where claim in ('ecs', 'ebs_ecs')
        and {{is_quick_split "unblended_cost" "cut_total" "host_share_total"}}

),

-- What is the same for all parts of a line is worked out here: a line has fifty.
divided_lines as (

    select
        *,
        {{sign_of "cost_units"}} as cost_sign,
        {{small_int_div (absolute "cost_units") "host_share_total"}} as whole_units,
        {{small_int_mod (absolute "cost_units") "host_share_total"}} as rest_units
    from quick_lines

),

quick_parts as (

    select
        lines.*,
        shares.service_number,
        shares.share_before = 0 as is_first_part,
        {{quick_units "lines.cost_sign" "lines.whole_units" "lines.rest_units" "shares.share_before" "shares.share_weight" "lines.host_share_total"}} as part_units
    from divided_lines as lines
    inner join {{ref "int_ecs_numbered_shares"}} as shares on shares.host_interval_id = lines.host_interval_id

),

-- Those of volumes that were cut between hosts, above all.
long_lines as (

    select
        *,
        {{cost_to_units "unblended_cost"}} as cost_units
    from {{ref "int_line_claims"}}
    where claim in ('ecs', 'ebs_ecs')
        and not {{is_quick_split "unblended_cost" "cut_total" "host_share_total"}}

),

pieces as (

    select * from {{cut_pieces_of "long_lines"}} as cut_lines

),

pieces_with_shares as (

    select
        pieces.*,
        shares.service_number,
        shares.share_before,
        shares.share_weight,
        pieces.host_share_total as share_total
    from pieces
    inner join {{ref "int_ecs_numbered_shares"}} as shares on shares.host_interval_id = pieces.host_interval_id

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
        claim,
        service_number,
        part_units,
        line_group,
        is_first_part
    from quick_parts

    union all

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        claim,
        service_number,
        part_units,
        line_group,
        cut_before = 0 and share_before = 0 as is_first_part
    from {{piece_costs_of "pieces_with_shares"}} as costs

)

select * from parts
