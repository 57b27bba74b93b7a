/*
description: >
  One row per group of bill lines, or per line of it where the line's moment matters, or per part of that where a volume's line follows
  the instances that the volume was attached to: which treatment claims it. The order of the treatments is the order of the `case`
  in `claims`; docs/allocation.md explains each. int_line_claims has the same for each line.
grain: [statement_month, line_group, bill_line_id, instance_id]
redshift: {dist: line_group, sort: [statement_month, line_group]}
columns:
  bill_line_id: {nullable: true, description: "The line that is claimed; null: all lines of the group are, whenever they are."}
  started_at: {nullable: true, description: "The line's, as stopped_at is."}
  stopped_at: {nullable: true}
  unblended_cost: {nullable: true, description: "What the line costs, of which a part is cut; null where all lines of the group are claimed."}
  instance_id: {nullable: true, description: "The host whose cost this is: named by the line, or holding the volume."}
  host_interval_id: {nullable: true, description: "Of a host that services shared then: the number of the interval in int_ecs_host_shares."}
  host_share_total: {nullable: true, description: What the shares of that interval add up to.}
  claim: {description: "The treatment, and the word that the allocation's method begins with."}
  product_area: {description: Where the treatment itself knows it; null where the part is divided further.}
  cut_before: {description: "Together with cut_weight and cut_total: which part of each line this is; see macros/split_cost.sql."}
tests:
  - accepted_values:
      column: claim
      values: [first_rule, tag, resource_tag, ecs, ebs_ecs, ebs, fargate, rule, shared, support, ebs_unattached, unallocated]
*/
with

group_facts as (

    select * from {{ref "int_group_facts"}}

),

lines as (

    select * from {{ref "int_grouped_lines"}}

),

resource_tags as (

    select * from {{ref "int_resource_tags"}}

),

ebs_parts as (

    select * from {{ref "int_ebs_parts"}}

),

host_usage as (

    select * from {{ref "int_ecs_host_usage"}}

),

service_areas as (

    select * from {{ref "int_ecs_service_areas"}}

),

timed_lines as (

    select lines.*
    from lines
    inner join group_facts
        on group_facts.statement_month = lines.statement_month
        and group_facts.line_group = lines.line_group
    where group_facts.is_timed

),

-- `moment_at` is when tags and services are asked for their product area; those of a group that is not timed never change.
occasions as (

    select
        group_facts.*,
        timed_lines.bill_line_id,
        timed_lines.started_at,
        timed_lines.stopped_at,
        timed_lines.unblended_cost,
        coalesce(timed_lines.started_at, group_facts.first_started_at) as moment_at
    from group_facts
    left join timed_lines
        on timed_lines.statement_month = group_facts.statement_month
        and timed_lines.line_group = group_facts.line_group

),

-- What is not cut is one part.
parts as (

    select
        occasions.*,
        resource_tags.product_area as resource_tag_area,
        case when ebs_parts.volume_id is null then occasions.instance_id else ebs_parts.instance_id end as host_id,
        ebs_parts.instance_id as cut_host_id,
        ebs_parts.volume_id is not null as is_cut,
        coalesce(ebs_parts.cut_before, {{big_integer "0"}}) as cut_before,
        coalesce(ebs_parts.cut_weight, {{big_integer "1"}}) as cut_weight,
        coalesce(ebs_parts.cut_total, {{big_integer "1"}}) as cut_total
    from occasions
    left join resource_tags
        on resource_tags.statement_month = occasions.statement_month
        and resource_tags.account_id = occasions.account_id
        and resource_tags.resource_key = occasions.resource_key
        and resource_tags.valid_from <= occasions.moment_at
        and resource_tags.valid_until > occasions.moment_at
    left join ebs_parts
        on ebs_parts.statement_month = occasions.statement_month
        and ebs_parts.volume_id = occasions.cut_volume_id
        and ebs_parts.started_at = occasions.started_at
        and ebs_parts.stopped_at = occasions.stopped_at

),

-- What is known of the host that a part leads to.
parts_with_host as (

    select
        parts.*,
        host_usage.host_interval_id,
        host_usage.share_total as host_share_total,
        host_usage.host_interval_id is not null as has_services,
        host_tags.product_area as host_tag_area,
        service_areas.product_area as task_area
    from parts
    left join host_usage
        on host_usage.statement_month = parts.statement_month
        and host_usage.instance_id = parts.host_id
        and host_usage.started_at = parts.started_at
        and host_usage.stopped_at = parts.stopped_at
    left join resource_tags as host_tags
        on host_tags.statement_month = parts.statement_month
        and host_tags.account_id = parts.account_id
        and host_tags.resource_key = parts.cut_host_id
        and host_tags.valid_from <= parts.moment_at
        and host_tags.valid_until > parts.moment_at
    left join service_areas
        on service_areas.ecs_service = parts.task_service
        and service_areas.valid_from <= parts.moment_at
        and service_areas.valid_until > parts.moment_at

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
        line_group,
        bill_line_id,
        started_at,
        stopped_at,
        unblended_cost,
        host_id as instance_id,
        host_interval_id,
        host_share_total,
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
