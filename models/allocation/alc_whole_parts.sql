/*
description: >
  One row per bill line, or part of a volume's line by host, that goes whole to one product area: by a rule, by its own tag or its
  resource's, by its host's tag, by the service of its Fargate task; or to nobody, with the reason. Nothing is ever dropped.
contract: allocated_costs
materialized: view
*/
with

-- Nearly all of them. Beside the division of the others, in one `case`, their costs would be taken apart for nothing; and a CTE that both read would be
-- copied whole.
uncut_parts as (

    select
        *,
        unblended_cost as part_cost
    from {{ref "int_line_claims"}}
    where {{goes_whole "claim"}}
        and cut_total = 1

),

cut_parts as (

    select
        *,
        {{split_cost units=(cost_to_units "unblended_cost")
            cut_before="cut_before" cut_weight="cut_weight" cut_total="cut_total"
            share_before="0" share_weight="1" share_total="1"}} as part_cost
    from {{ref "int_line_claims"}}
    where {{goes_whole "claim"}}
        and cut_total <> 1

),

all_parts as (

    select * from uncut_parts

    union all

    select * from cut_parts

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
        ecs_service,
        product_area,
        claim as method,
        reason,
        part_cost as unblended_cost,
        line_group,
        cut_before = 0 as is_first_part
    from all_parts

)

select * from parts
