/*
description: "One row per group of bill lines and phase (first, default) in which a rule of seeds/allocation_rules.csv matches it: the one with the lowest priority number."
grain: [statement_month, line_group, applies]
redshift: {dist: line_group, sort: [statement_month, line_group]}
*/
with

line_groups as (

    select * from {{ref "int_line_groups"}}

),

-- A bill has thousands of resources, and there may be a rule for each of them: what names one resource is looked up, not compared with all.
rules as (

    select
        *,
        case when resource_id not like '%*%' then resource_id end as named_resource_id
    from {{ref "allocation_rules"}}

),

-- A bill has far fewer kinds of line than resources: patterns are compared once a kind.
kinds as (

    select distinct
        aws_product,
        coalesce(usage_type, '') as usage_type,
        coalesce(operation, '') as operation,
        account_id,
        line_kind
    from line_groups

),

candidates as (

    select
        kinds.aws_product,
        kinds.usage_type,
        kinds.operation,
        kinds.account_id,
        kinds.line_kind,
        rules.rule_id,
        rules.priority,
        rules.applies,
        rules.resource_id as resource_pattern,
        rules.tag_key,
        rules.tag_value as tag_pattern,
        rules.product_area,
        rules.split,
        rules.reason
    from kinds
    inner join rules
        on {{glob_match "kinds.aws_product" "rules.aws_product"}}
        and {{glob_match "kinds.usage_type" "rules.usage_type"}}
        and {{glob_match "kinds.operation" "rules.operation"}}
        and {{glob_match "kinds.account_id" "rules.account_id"}}
        and {{glob_match "kinds.line_kind" "rules.line_kind"}}
    where rules.named_resource_id is null

),

pairs as (

    select
        line_groups.statement_month,
        line_groups.line_group,
        line_groups.resource_id,
        line_groups.tags,
        candidates.rule_id,
        candidates.priority,
        candidates.applies,
        candidates.resource_pattern,
        candidates.tag_key,
        candidates.tag_pattern,
        candidates.product_area,
        candidates.split,
        candidates.reason
    from line_groups
    inner join candidates
        on candidates.aws_product = line_groups.aws_product
        and candidates.usage_type = coalesce(line_groups.usage_type, '')
        and candidates.operation = coalesce(line_groups.operation, '')
        and candidates.account_id = line_groups.account_id
        and candidates.line_kind = line_groups.line_kind

    union all

    select
        line_groups.statement_month,
        line_groups.line_group,
        line_groups.resource_id,
        line_groups.tags,
        rules.rule_id,
        rules.priority,
        rules.applies,
        rules.resource_id as resource_pattern,
        rules.tag_key,
        rules.tag_value as tag_pattern,
        rules.product_area,
        rules.split,
        rules.reason
    from line_groups
    inner join rules
        on rules.named_resource_id = coalesce(line_groups.resource_id, '')
        and {{glob_match "line_groups.aws_product" "rules.aws_product"}}
        and {{glob_match "coalesce(line_groups.usage_type, '')" "rules.usage_type"}}
        and {{glob_match "coalesce(line_groups.operation, '')" "rules.operation"}}
        and {{glob_match "line_groups.account_id" "rules.account_id"}}
        and {{glob_match "line_groups.line_kind" "rules.line_kind"}}

),

matches as (

    select
        statement_month,
        line_group,
        applies,
        rule_id,
        product_area,
        split,
        reason,
        row_number() over (
            partition by statement_month, line_group, applies
            order by priority
        ) as match_rank
    from pairs
    where {{glob_match "coalesce(resource_id, '')" "resource_pattern"}}
        and (
            tag_key is null
            or (
                {{json_text_of "tags" "tag_key"}} is not null
                and {{glob_match (json_text_of "tags" "tag_key") "tag_pattern"}}
            )
        )

),

best as (

    select
        statement_month,
        line_group,
        applies,
        rule_id,
        product_area,
        split,
        reason
    from matches
    where match_rank = 1

)

select * from best
