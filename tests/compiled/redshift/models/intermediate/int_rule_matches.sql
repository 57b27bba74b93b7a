with

line_groups as (

    select * from intermediate.int_line_groups

),

-- A bill has thousands of resources, and there may be a rule for each of them: what names one resource is looked up, not compared with all.
rules as (

    select
        *,
        case when resource_id not like '%*%' then resource_id end as named_resource_id
    from seeds.allocation_rules

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
        on (rules.aws_product is null or (kinds.aws_product like replace(replace(replace(replace(rules.aws_product, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (rules.usage_type is null or (kinds.usage_type like replace(replace(replace(replace(rules.usage_type, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (rules.operation is null or (kinds.operation like replace(replace(replace(replace(rules.operation, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (rules.account_id is null or (kinds.account_id like replace(replace(replace(replace(rules.account_id, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (rules.line_kind is null or (kinds.line_kind like replace(replace(replace(replace(rules.line_kind, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
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
        and (rules.aws_product is null or (line_groups.aws_product like replace(replace(replace(replace(rules.aws_product, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (rules.usage_type is null or (coalesce(line_groups.usage_type, '') like replace(replace(replace(replace(rules.usage_type, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (rules.operation is null or (coalesce(line_groups.operation, '') like replace(replace(replace(replace(rules.operation, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (rules.account_id is null or (line_groups.account_id like replace(replace(replace(replace(rules.account_id, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (rules.line_kind is null or (line_groups.line_kind like replace(replace(replace(replace(rules.line_kind, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))

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
    where (resource_pattern is null or (coalesce(resource_id, '') like replace(replace(replace(replace(resource_pattern, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (
            tag_key is null
            or (
                coalesce(nullif(json_extract_path_text(tags, tag_key, true), ''), case when strpos(tags, '"' || replace(replace(tag_key, '\\', '\\\\'), '"', '\\"') || '":""') > 0 then '' end) is not null
                and (tag_pattern is null or (coalesce(nullif(json_extract_path_text(tags, tag_key, true), ''), case when strpos(tags, '"' || replace(replace(tag_key, '\\', '\\\\'), '"', '\\"') || '":""') > 0 then '' end) like replace(replace(replace(replace(tag_pattern, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
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
