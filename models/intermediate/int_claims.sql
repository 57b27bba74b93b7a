/*
description: >
  One row per group of bill lines, or per line of it where the line's moment matters, or per part of that where a volume's line follows
  the instances that the volume was attached to: which treatment claims it. The order of the treatments is the order of the `case`
  in `claims`; docs/allocation.md explains each. int_explained_claims says what rule and why, int_line_claims the same for each line.
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

service_areas as (

    select * from {{ref "int_ecs_service_areas"}}

),

-- The lines of groups for which the moment matters, and all other groups as they are. `moment_at` is when tags and services are asked for their product
-- area; those of a group that is not timed never change. What is read in two places here stands in both: a CTE would be copied whole.
occasions as (

    select
        group_facts.*,
        lines.bill_line_id,
        lines.started_at,
        lines.stopped_at,
        lines.unblended_cost,
        lines.started_at as moment_at
    from {{ref "int_grouped_lines"}} as lines
    inner join {{ref "int_group_facts"}} as group_facts
        on group_facts.statement_month = lines.statement_month
        and group_facts.line_group = lines.line_group
    where group_facts.is_timed

    union all

    select
        *,
        {{cast "text" "null"}} as bill_line_id,
        {{cast "timestamp" "null"}} as started_at,
        {{cast "timestamp" "null"}} as stopped_at,
        {{cast "cost" "null"}} as unblended_cost,
        first_started_at as moment_at
    from {{ref "int_group_facts"}}
    where not is_timed

),

-- Where the cost of an instance or a volume goes in an interval: to the instance itself, or to the hosts of the volume. Put together before the lines
-- come, so that each of them is looked up once: joins that keep what they do not find are slow one after the other.
places as (

    select
        ebs_parts.statement_month,
        ebs_parts.volume_id as resource_key,
        ebs_parts.started_at,
        ebs_parts.stopped_at,
        ebs_parts.instance_id as host_id,
        host_usage.host_interval_id,
        host_usage.share_total as host_share_total,
        true as is_cut,
        ebs_parts.cut_before,
        ebs_parts.cut_weight,
        ebs_parts.cut_total
    from {{ref "int_ebs_parts"}} as ebs_parts
    left join {{ref "int_ecs_host_usage"}} as host_usage
        on host_usage.statement_month = ebs_parts.statement_month
        and host_usage.instance_id = ebs_parts.instance_id
        and host_usage.started_at = ebs_parts.started_at
        and host_usage.stopped_at = ebs_parts.stopped_at

    union all

    select
        statement_month,
        instance_id as resource_key,
        started_at,
        stopped_at,
        instance_id as host_id,
        host_interval_id,
        share_total as host_share_total,
        false as is_cut,
        {{big_integer "0"}} as cut_before,
        {{big_integer "1"}} as cut_weight,
        {{big_integer "1"}} as cut_total
    from {{ref "int_ecs_host_usage"}}

),

-- What is not cut is one part.
parts as (

    select
        occasions.*,
        coalesce(occasions.resource_tag_area, resource_tags.product_area) as own_tag_area,
        coalesce(places.is_cut, false) as is_cut,
        case when places.is_cut then places.host_id else occasions.instance_id end as host_id,
        case when places.is_cut and places.host_interval_id is null then places.host_id end as tagged_host_id,
        places.host_interval_id,
        places.host_share_total,
        places.host_interval_id is not null as has_services,
        coalesce(places.cut_before, {{big_integer "0"}}) as cut_before,
        coalesce(places.cut_weight, {{big_integer "1"}}) as cut_weight,
        coalesce(places.cut_total, {{big_integer "1"}}) as cut_total
    from occasions
    left join {{ref "int_resource_tags"}} as resource_tags
        on resource_tags.statement_month = occasions.statement_month
        and resource_tags.account_id = occasions.account_id
        and resource_tags.resource_key = occasions.retagged_resource_key
        and resource_tags.valid_from <= occasions.moment_at
        and resource_tags.valid_until > occasions.moment_at
    left join places
        on places.statement_month = occasions.statement_month
        and places.resource_key = coalesce(occasions.instance_id, occasions.cut_volume_id)
        and places.started_at = occasions.started_at
        and places.stopped_at = occasions.stopped_at

),

parts_with_areas as (

    select
        parts.*,
        host_tags.product_area as host_tag_area,
        service_areas.product_area as task_area
    from parts
    left join {{ref "int_resource_tags"}} as host_tags
        on host_tags.statement_month = parts.statement_month
        and host_tags.account_id = parts.account_id
        and host_tags.resource_key = parts.tagged_host_id
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
            when rule_applies = 'first' and rule_area is not null then 'first_rule'
            when rule_applies = 'first' then 'shared'
            when has_services and not is_cut then 'ecs'
            when tag_area is not null then 'tag'
            when own_tag_area is not null then 'resource_tag'
            when has_services then 'ebs_ecs'
            when host_tag_area is not null then 'ebs'
            when task_area is not null then 'fargate'
            when rule_area is not null then 'rule'
            when rule_split is not null then 'shared'
            when is_support then 'support'
            when is_cut and host_id is null and is_known_volume then 'ebs_unattached'
            else 'unallocated'
        end as claim
    from parts_with_areas

),

claims_with_areas as (

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
            when 'first_rule' then rule_area
            when 'tag' then tag_area
            when 'resource_tag' then own_tag_area
            when 'ebs' then host_tag_area
            when 'fargate' then task_area
            when 'rule' then rule_area
            when 'ebs_unattached' then 'unallocated'
            when 'unallocated' then 'unallocated'
        end as product_area
    from claims

)

select * from claims_with_areas
