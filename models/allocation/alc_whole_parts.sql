/*
description: >
  One row per bill line, or part of a volume's line by host, that goes whole to one product area: by a rule, by its own tag or its
  resource's, by its host's tag, by the service of its Fargate task; or to nobody, with the reason. Nothing is ever dropped.
contract: allocated_costs
materialized: view
*/
with

claims as (

    select *
    from {{ref "int_line_claims"}}
    where claim in ('first_rule', 'tag', 'resource_tag', 'ebs', 'fargate', 'rule', 'ebs_unattached', 'unallocated')

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
        case
            when cut_total = 1 then unblended_cost
            else {{split_cost units=(cost_to_units "unblended_cost")
                cut_before="cut_before" cut_weight="cut_weight" cut_total="cut_total"
                share_before="0" share_weight="1" share_total="1"}}
        end as unblended_cost,
        line_group,
        cut_before = 0 as is_first_part
    from claims

)

select * from parts
