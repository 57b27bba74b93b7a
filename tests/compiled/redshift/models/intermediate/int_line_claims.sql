with

-- The claim is of the line itself, or of its whole group. The table is named in both rather than once above them: what is read in two
-- places would be copied whole. Which of both it is, started_at says as well as bill_line_id, and is quicker to read.
claims_of_lines as (

    select * from (
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
    from intermediate.int_claims as claims
    left join intermediate.int_group_facts as group_facts
        on group_facts.statement_month = claims.statement_month
        and group_facts.line_group = claims.line_group
    where claims.started_at is not null
) as claims

),

-- All that is said of a group is put together before its lines are looked up: there are hundreds of them for each.
claims_of_groups as (

    select * from (
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
    from intermediate.int_claims as claims
    left join intermediate.int_group_facts as group_facts
        on group_facts.statement_month = claims.statement_month
        and group_facts.line_group = claims.line_group
    where claims.started_at is null
) as claims

),

line_claims as (

    select
        statement_month,
        bill_line_id,
        line_group,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        started_at,
        stopped_at,
        unblended_cost,
        host_interval_id,
        host_share_total,
        cut_before,
        cut_weight,
        cut_total,
        claim,
        product_area,
        ecs_service,
        rule_id,
        split,
        reason
    from claims_of_lines

    union all

    select
        lines.statement_month,
        lines.bill_line_id,
        lines.line_group,
        claims.account_id,
        claims.aws_product,
        claims.usage_type,
        claims.resource_id,
        claims.instance_id,
        lines.started_at,
        lines.stopped_at,
        lines.unblended_cost,
        claims.host_interval_id,
        claims.host_share_total,
        claims.cut_before,
        claims.cut_weight,
        claims.cut_total,
        claims.claim,
        claims.product_area,
        claims.ecs_service,
        claims.rule_id,
        claims.split,
        claims.reason
    from intermediate.int_grouped_lines as lines
    inner join claims_of_groups as claims
        on claims.statement_month = lines.statement_month
        and claims.line_group = lines.line_group

)

select * from line_claims
