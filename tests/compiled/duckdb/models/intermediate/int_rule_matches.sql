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
        on (rules.aws_product is null or case when rtrim(rules.aws_product, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.aws_product || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || kinds.aws_product || chr(0) || chr(0)) = chr(0) else kinds.aws_product like replace(replace(replace(replace(rules.aws_product, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (rules.usage_type is null or case when rtrim(rules.usage_type, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.usage_type || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || kinds.usage_type || chr(0) || chr(0)) = chr(0) else kinds.usage_type like replace(replace(replace(replace(rules.usage_type, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (rules.operation is null or case when rtrim(rules.operation, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.operation || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || kinds.operation || chr(0) || chr(0)) = chr(0) else kinds.operation like replace(replace(replace(replace(rules.operation, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (rules.account_id is null or case when rtrim(rules.account_id, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.account_id || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || kinds.account_id || chr(0) || chr(0)) = chr(0) else kinds.account_id like replace(replace(replace(replace(rules.account_id, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (rules.line_kind is null or case when rtrim(rules.line_kind, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.line_kind || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || kinds.line_kind || chr(0) || chr(0)) = chr(0) else kinds.line_kind like replace(replace(replace(replace(rules.line_kind, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
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
        and (rules.aws_product is null or case when rtrim(rules.aws_product, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.aws_product || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || line_groups.aws_product || chr(0) || chr(0)) = chr(0) else line_groups.aws_product like replace(replace(replace(replace(rules.aws_product, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (rules.usage_type is null or case when rtrim(rules.usage_type, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.usage_type || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || coalesce(line_groups.usage_type, '') || chr(0) || chr(0)) = chr(0) else coalesce(line_groups.usage_type, '') like replace(replace(replace(replace(rules.usage_type, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (rules.operation is null or case when rtrim(rules.operation, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.operation || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || coalesce(line_groups.operation, '') || chr(0) || chr(0)) = chr(0) else coalesce(line_groups.operation, '') like replace(replace(replace(replace(rules.operation, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (rules.account_id is null or case when rtrim(rules.account_id, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.account_id || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || line_groups.account_id || chr(0) || chr(0)) = chr(0) else line_groups.account_id like replace(replace(replace(replace(rules.account_id, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (rules.line_kind is null or case when rtrim(rules.line_kind, '*') like '%*%*%' then list_reduce(string_split(chr(0) || rules.line_kind || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || line_groups.line_kind || chr(0) || chr(0)) = chr(0) else line_groups.line_kind like replace(replace(replace(replace(rules.line_kind, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)

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
    where (resource_pattern is null or case when rtrim(resource_pattern, '*') like '%*%*%' then list_reduce(string_split(chr(0) || resource_pattern || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || coalesce(resource_id, '') || chr(0) || chr(0)) = chr(0) else coalesce(resource_id, '') like replace(replace(replace(replace(resource_pattern, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
        and (
            tag_key is null
            or (
                try(json_extract_string(tags, '/' || replace(replace(tag_key, '~', '~0'), '/', '~1'))) is not null
                and (tag_pattern is null or case when rtrim(tag_pattern, '*') like '%*%*%' then list_reduce(string_split(chr(0) || tag_pattern || chr(0), '*'), (rest, piece) -> case when not contains(rest, piece) then '' else substr(rest, strpos(rest, piece) + length(piece)) end, chr(0) || try(json_extract_string(tags, '/' || replace(replace(tag_key, '~', '~0'), '/', '~1'))) || chr(0) || chr(0)) = chr(0) else try(json_extract_string(tags, '/' || replace(replace(tag_key, '~', '~0'), '/', '~1'))) like replace(replace(replace(replace(tag_pattern, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!' end)
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
