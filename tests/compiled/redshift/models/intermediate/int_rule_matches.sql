with

line_groups as (

    select * from intermediate.int_line_groups

),

rules as (

    select * from seeds.allocation_rules

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

),

matches as (

    select
        line_groups.statement_month,
        line_groups.line_group,
        candidates.applies,
        candidates.rule_id,
        candidates.product_area,
        candidates.split,
        candidates.reason,
        row_number() over (
            partition by line_groups.statement_month, line_groups.line_group, candidates.applies
            order by candidates.priority
        ) as match_rank
    from line_groups
    inner join candidates
        on candidates.aws_product = line_groups.aws_product
        and candidates.usage_type = coalesce(line_groups.usage_type, '')
        and candidates.operation = coalesce(line_groups.operation, '')
        and candidates.account_id = line_groups.account_id
        and candidates.line_kind = line_groups.line_kind
    where (candidates.resource_pattern is null or (coalesce(line_groups.resource_id, '') like replace(replace(replace(replace(candidates.resource_pattern, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
        and (
            candidates.tag_key is null
            or (
                coalesce(nullif(json_extract_path_text(line_groups.tags, candidates.tag_key, true), ''), case when strpos(line_groups.tags, '"' || replace(replace(candidates.tag_key, '\\', '\\\\'), '"', '\\"') || '":""') > 0 then '' end) is not null
                and (candidates.tag_pattern is null or (coalesce(nullif(json_extract_path_text(line_groups.tags, candidates.tag_key, true), ''), case when strpos(line_groups.tags, '"' || replace(replace(candidates.tag_key, '\\', '\\\\'), '"', '\\"') || '":""') > 0 then '' end) like replace(replace(replace(replace(candidates.tag_pattern, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'))
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
