/*
description: >
  One row per bill line, or per part of it where a volume's line follows the instances that the volume was attached to: which
  treatment claims it. The order of the treatments is the order of the `case` in `claims`; docs/allocation.md explains each.
grain: [statement_month, bill_line_id, instance_id]
columns:
  instance_id: {nullable: true, description: "The host whose cost this is: named by the line, or holding the volume."}
  claim: {description: "The treatment, and the word that the allocation's method begins with."}
  product_area: {description: Where the treatment itself knows it; null where the part is divided further.}
  cost_units: {description: "The line's whole cost in units of 10^-18 dollars."}
  cut_before: {description: "Together with cut_weight and cut_total: which part of the line this is; see macros/split_cost.sql."}
tests:
  - accepted_values:
      column: claim
      values: [first_rule, tag, resource_tag, ecs, ebs_ecs, ebs, fargate, rule, shared, support, ebs_unattached, unallocated]
*/
with

bill_lines as (

    select * from {{ref "int_bill_lines"}}

),

product_areas as (

    select * from {{ref "product_areas"}}

),

rule_matches as (

    select * from {{ref "int_rule_matches"}}

),

resource_tags as (

    select * from {{ref "int_resource_tags"}}

),

ebs_parts as (

    select * from {{ref "int_ebs_parts"}}

),

host_shares as (

    select distinct statement_month, instance_id, started_at, stopped_at
    from {{ref "int_ecs_host_shares"}}

),

ecs_hosts as (

    select distinct instance_id
    from {{ref "int_container_instances"}}
    where instance_id is not null

),

known_volumes as (

    select volume_id from {{ref "stg_ec2__volume_events"}} where volume_id is not null

    union

    select volume_id from {{ref "stg_ec2__volume_snapshots"}} where volume_id is not null

),

fargate_tasks as (

    select
        task_arn,
        ecs_service
    from {{ref "int_ecs_task_intervals"}}

),

service_areas as (

    select * from {{ref "int_ecs_service_areas"}}

),

-- What the bill and the rules say of a line by itself. Every join is on a key that is unique there, so no line is lost or doubled.
lines as (

    select
        bill_lines.statement_month,
        bill_lines.bill_line_id,
        bill_lines.account_id,
        bill_lines.aws_product,
        bill_lines.usage_type,
        bill_lines.resource_id,
        bill_lines.instance_id,
        bill_lines.volume_id,
        bill_lines.started_at,
        bill_lines.stopped_at,
        bill_lines.unblended_cost,
        bill_lines.product_area_tag,
        bill_lines.task_arn,
        coalesce(fargate_tasks.ecs_service, {{json_text "bill_lines.tags" "aws:ecs:serviceName"}}) as task_service,
        tag_areas.product_area as tag_area,
        resource_tags.product_area as resource_tag_area,
        first_rules.rule_id as first_rule_id,
        first_rules.product_area as first_rule_area,
        first_rules.split as first_rule_split,
        first_rules.reason as first_rule_reason,
        default_rules.rule_id as default_rule_id,
        default_rules.product_area as default_rule_area,
        default_rules.split as default_rule_split,
        default_rules.reason as default_rule_reason,
        bill_lines.aws_product like 'AWS%Support%' as is_support
    from bill_lines
    left join product_areas as tag_areas on tag_areas.product_area = bill_lines.product_area_tag
    left join resource_tags
        on resource_tags.statement_month = bill_lines.statement_month
        and resource_tags.account_id = bill_lines.account_id
        and resource_tags.resource_key = bill_lines.resource_key
        and resource_tags.valid_from <= bill_lines.started_at
        and resource_tags.valid_until > bill_lines.started_at
    left join rule_matches as first_rules
        on first_rules.statement_month = bill_lines.statement_month
        and first_rules.bill_line_id = bill_lines.bill_line_id
        and first_rules.applies = 'first'
    left join rule_matches as default_rules
        on default_rules.statement_month = bill_lines.statement_month
        and default_rules.bill_line_id = bill_lines.bill_line_id
        and default_rules.applies = 'default'
    left join fargate_tasks on fargate_tasks.task_arn = bill_lines.task_arn

),

-- A volume without a tag or first rule is cut by its attachments. The condition stands in the key, not in the join: a join
-- on a condition besides its keys is a comparison of everything with everything.
lines_with_cut as (

    select
        *,
        case when first_rule_id is null and coalesce(tag_area, resource_tag_area) is null then volume_id end as cut_volume_id
    from lines

),

-- Every line that is not cut is one part.
parts as (

    select
        lines_with_cut.*,
        case when ebs_parts.volume_id is null then lines_with_cut.instance_id else ebs_parts.instance_id end as host_id,
        ebs_parts.instance_id as cut_host_id,
        ebs_parts.volume_id is not null as is_cut,
        coalesce(ebs_parts.cut_before, {{big_integer "0"}}) as cut_before,
        coalesce(ebs_parts.cut_weight, {{big_integer "1"}}) as cut_weight,
        coalesce(ebs_parts.cut_total, {{big_integer "1"}}) as cut_total
    from lines_with_cut
    left join ebs_parts
        on ebs_parts.statement_month = lines_with_cut.statement_month
        and ebs_parts.volume_id = lines_with_cut.cut_volume_id
        and ebs_parts.started_at = lines_with_cut.started_at
        and ebs_parts.stopped_at = lines_with_cut.stopped_at

),

-- What is known of the host that a part leads to.
parts_with_host as (

    select
        parts.*,
        host_shares.instance_id is not null as has_services,
        ecs_hosts.instance_id is not null as is_ecs_host,
        known_volumes.volume_id is not null as is_known_volume,
        host_tags.product_area as host_tag_area,
        service_areas.product_area as task_area
    from parts
    left join host_shares
        on host_shares.statement_month = parts.statement_month
        and host_shares.instance_id = parts.host_id
        and host_shares.started_at = parts.started_at
        and host_shares.stopped_at = parts.stopped_at
    left join ecs_hosts on ecs_hosts.instance_id = parts.host_id
    left join known_volumes on known_volumes.volume_id = parts.volume_id
    left join resource_tags as host_tags
        on host_tags.statement_month = parts.statement_month
        and host_tags.account_id = parts.account_id
        and host_tags.resource_key = parts.cut_host_id
        and host_tags.valid_from <= parts.started_at
        and host_tags.valid_until > parts.started_at
    left join service_areas
        on service_areas.ecs_service = parts.task_service
        and service_areas.valid_from <= parts.started_at
        and service_areas.valid_until > parts.started_at

),

claims as (

    select
        *,
        case
            when first_rule_area is not null then 'first_rule'
            when first_rule_split is not null then 'shared'
            when has_services and not is_cut then 'ecs'
            when tag_area is not null then 'tag'
            when resource_tag_area is not null then 'resource_tag'
            when has_services then 'ebs_ecs'
            when host_tag_area is not null then 'ebs'
            when task_area is not null then 'fargate'
            when default_rule_area is not null then 'rule'
            when default_rule_split is not null then 'shared'
            when is_support then 'support'
            when is_cut and host_id is null and is_known_volume then 'ebs_unattached'
            else 'unallocated'
        end as claim
    from parts_with_host

),

explained as (

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        host_id as instance_id,
        started_at,
        stopped_at,
        unblended_cost,
        {{cost_to_units "unblended_cost"}} as cost_units,
        cut_before,
        cut_weight,
        cut_total,
        claim,
        case claim
            when 'first_rule' then first_rule_area
            when 'tag' then tag_area
            when 'resource_tag' then resource_tag_area
            when 'ebs' then host_tag_area
            when 'fargate' then task_area
            when 'rule' then default_rule_area
            when 'ebs_unattached' then 'unallocated'
            when 'unallocated' then 'unallocated'
        end as product_area,
        case when claim in ('fargate', 'unallocated') then task_service end as ecs_service,
        case when first_rule_area is not null or first_rule_split is not null then first_rule_id else default_rule_id end as rule_id,
        case when first_rule_area is not null or first_rule_split is not null then first_rule_split else default_rule_split end as split,
        case
            when claim = 'first_rule' then first_rule_reason
            when claim = 'rule' then default_rule_reason
            when claim = 'shared' and first_rule_split is not null then first_rule_reason
            when claim = 'shared' then default_rule_reason
            when claim = 'ebs_unattached' and product_area_tag is not null
                then 'tag value "' || product_area_tag || '" is not in seeds/product_areas.csv, and the volume was attached to no instance'
            when claim = 'ebs_unattached' then 'the volume was attached to no instance'
            when claim <> 'unallocated' then null
            when product_area_tag is not null then 'tag value "' || product_area_tag || '" is not in seeds/product_areas.csv'
            when task_service is not null then 'ECS service "' || task_service || '" has no product area on that day in seeds/ecs_services.csv'
            when task_arn is not null then 'no event says which ECS service the task belonged to'
            when is_cut and host_id is not null then 'the volume''s host has neither a task in the interval nor a tag'
            when volume_id is not null then 'no event or snapshot says where the volume was attached'
            when is_ecs_host then 'no ECS task ran on the host in the interval and it has no tag'
            when resource_id is not null then 'the resource has no product area tag'
            else 'the line names no resource'
        end as reason
    from claims

)

select * from explained
