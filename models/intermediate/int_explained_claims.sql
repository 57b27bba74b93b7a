/*
description: >
  The rows of int_claims with what their group says besides: what the lines are of, the rule, and why a part is unallocated. A view: millions of
  claims have the words of a few thousand groups.
materialized: view
columns:
  ecs_service: {description: "The service of a Fargate task, or of AWS's own tag; what hosts cost is divided by service later."}
  split: {description: "How the rule shares the cost: a word of seeds/allocation_rules.csv."}
*/
with

claims as (

    select * from {{ref "int_claims"}}

),

group_facts as (

    select * from {{ref "int_group_facts"}}

),

explained_claims as (

    select
        claims.*,
        group_facts.account_id,
        group_facts.aws_product,
        group_facts.usage_type,
        group_facts.resource_id,
        case when claims.claim in ('fargate', 'unallocated') then group_facts.task_service end as ecs_service,
        group_facts.rule_id,
        group_facts.rule_split as split,
        case
            when claims.claim in ('first_rule', 'rule', 'shared') then group_facts.rule_reason
            when claims.claim = 'ebs_unattached' and group_facts.product_area_tag is not null
                then 'tag value "' || group_facts.product_area_tag || '" is not in seeds/product_areas.csv, and the volume was attached to no instance'
            when claims.claim = 'ebs_unattached' then 'the volume was attached to no instance'
            when claims.claim <> 'unallocated' then null
            when group_facts.product_area_tag is not null
                then 'tag value "' || group_facts.product_area_tag || '" is not in seeds/product_areas.csv'
            when group_facts.task_service is not null
                then 'ECS service "' || group_facts.task_service || '" has no product area on that day in seeds/ecs_services.csv'
            when group_facts.task_arn is not null then 'no event says which ECS service the task belonged to'
            when group_facts.volume_id is not null and claims.instance_id is not null
                then 'the volume''s host has neither a task in the interval nor a tag'
            when group_facts.volume_id is not null then 'no event or snapshot says where the volume was attached'
            when group_facts.is_ecs_host then 'no ECS task ran on the host in the interval and it has no tag'
            when group_facts.resource_id is not null then 'the resource has no product area tag'
            else 'the line names no resource'
        end as reason
    from claims
    left join group_facts
        on group_facts.statement_month = claims.statement_month
        and group_facts.line_group = claims.line_group

)

select * from explained_claims
