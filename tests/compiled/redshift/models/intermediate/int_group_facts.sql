with

line_groups as (

    select * from intermediate.int_line_groups

),

product_areas as (

    select * from seeds.product_areas

),

first_rules as (

    select statement_month, line_group
    from intermediate.int_rule_matches
    where applies = 'first'

),

-- The one rule that a group would follow: a first rule goes before a default one.
rules as (

    select rule_matches.*
    from intermediate.int_rule_matches as rule_matches
    left join first_rules
        on first_rules.statement_month = rule_matches.statement_month
        and first_rules.line_group = rule_matches.line_group
    where rule_matches.applies = 'first'
        or first_rules.line_group is null

),

tagged_resources as (

    select
        statement_month,
        account_id,
        resource_key,
        min(case when is_only_tag then 1 else 0 end) = 1 as has_only_tag,
        min(product_area) as first_area
    from intermediate.int_resource_tags
    group by statement_month, account_id, resource_key

),

cut_volumes as (

    select distinct statement_month, volume_id
    from intermediate.int_ebs_parts

),

shared_hosts as (

    select distinct statement_month, instance_id
    from intermediate.int_ecs_host_usage

),

ecs_hosts as (

    select distinct instance_id
    from intermediate.int_container_instances
    where instance_id is not null

),

-- A detach alone that names no instance does not say where its volume was.
known_volumes as (

    select volume_id
    from staging.stg_ec2__volume_events
    where volume_id is not null
        and (event_name <> 'DetachVolume' or instance_id is not null)

    union

    select volume_id from staging.stg_ec2__volume_snapshots where volume_id is not null

),

fargate_tasks as (

    select
        statement_month,
        task_arn,
        ecs_service
    from intermediate.int_ecs_task_intervals

),

-- What the bill and the rules say of a group by itself. Every join is on a key that is unique there, so no group is lost or doubled.
groups as (

    select
        line_groups.statement_month,
        line_groups.line_group,
        line_groups.account_id,
        line_groups.aws_product,
        line_groups.usage_type,
        line_groups.resource_id,
        line_groups.resource_key,
        line_groups.instance_id,
        line_groups.volume_id,
        line_groups.task_arn,
        line_groups.product_area_tag,
        line_groups.first_started_at,
        -- What the bill itself says comes before that no event says it.
        coalesce(
            nullif(fargate_tasks.ecs_service, '(no service)'),
            coalesce(coalesce(nullif(json_extract_path_text(line_groups.tags, 'aws:ecs:serviceName', true), ''), case when strpos(line_groups.tags, '"aws:ecs:serviceName":""') > 0 then '' end), coalesce(nullif(json_extract_path_text(line_groups.tags, 'aws:ecs_service_name', true), ''), case when strpos(line_groups.tags, '"aws:ecs_service_name":""') > 0 then '' end)),
            fargate_tasks.ecs_service
        ) as task_service,
        tag_areas.product_area as tag_area,
        coalesce(tag_areas.product_area is not null or tagged_resources.resource_key is not null, false) as is_tagged,
        coalesce(tag_areas.product_area is null and not tagged_resources.has_only_tag, false) as has_several_tags,
        case when tagged_resources.has_only_tag then tagged_resources.first_area end as resource_tag_area,
        rules.applies as rule_applies,
        rules.rule_id,
        rules.product_area as rule_area,
        rules.split as rule_split,
        rules.reason as rule_reason,
        coalesce(rules.applies = 'first', false) as has_first_rule,
        shared_hosts.instance_id is not null as is_shared_host,
        ecs_hosts.instance_id is not null as is_ecs_host,
        cut_volumes.volume_id is not null as is_cut_volume,
        known_volumes.volume_id is not null as is_known_volume,
        (line_groups.aws_product like 'AWS%Support%' or line_groups.aws_product in ('OCBPremiumSupport', 'AWSEnterpriseOnRamp')) as is_support
    from line_groups
    left join product_areas as tag_areas on tag_areas.product_area = line_groups.product_area_tag
    left join tagged_resources
        on tagged_resources.statement_month = line_groups.statement_month
        and tagged_resources.account_id = line_groups.account_id
        and tagged_resources.resource_key = line_groups.resource_key
    left join rules
        on rules.statement_month = line_groups.statement_month
        and rules.line_group = line_groups.line_group
    left join fargate_tasks
        on fargate_tasks.statement_month = line_groups.statement_month
        and fargate_tasks.task_arn = line_groups.task_arn
    left join shared_hosts
        on shared_hosts.statement_month = line_groups.statement_month
        and shared_hosts.instance_id = line_groups.instance_id
    left join ecs_hosts on ecs_hosts.instance_id = line_groups.instance_id
    left join cut_volumes
        on cut_volumes.statement_month = line_groups.statement_month
        and cut_volumes.volume_id = line_groups.volume_id
    left join known_volumes on known_volumes.volume_id = line_groups.volume_id

),

-- Where the moment of a line matters: on a host that services share, for a volume that is cut by its attachments, for a resource
-- that changed its tag, and for a task whose service may have changed hands.
group_facts as (

    select
        *,
        case when not has_first_rule and is_cut_volume and not is_tagged then volume_id end as cut_volume_id,
        case when has_several_tags then resource_key end as retagged_resource_key,
        not has_first_rule
        and (is_shared_host or has_several_tags or (not is_tagged and (is_cut_volume or task_service is not null))) as is_timed
    from groups

)

select * from group_facts
