with

rules as (

    select * from seeds.allocation_rules

),

splits as (

    select * from seeds.allocation_splits

),

split_rules as (

    select distinct rule_id
    from splits

),

problems as (

    select rule_id, 'it has neither a product_area nor a split' as problem
    from rules
    where product_area is null and split is null

    union all

    select rule_id, 'it has both a product_area and a split' as problem
    from rules
    where product_area is not null and split is not null

    union all

    select rule_id, 'it has a tag_value and no tag_key' as problem
    from rules
    where tag_value is not null and tag_key is null

    union all

    select rule_id, 'its tag_key "' || tag_key || '" is no pattern, and no key of a tag has a *' as problem
    from rules
    where tag_key like '%*%'

    union all

    select rule_id, 'line_kind "' || line_kind || '" is none of usage, fee, tax, credit, refund, discount, rounding, other' as problem
    from rules
    where line_kind not like '%*%'
        and line_kind not in ('usage', 'fee', 'tax', 'credit', 'refund', 'discount', 'rounding', 'other')

    union all

    select rules.rule_id, 'its split is ' || rules.split || ', and allocation_splits.csv has no row of it' as problem
    from rules
    left join split_rules on split_rules.rule_id = rules.rule_id
    where rules.split in ('even', 'fixed')
        and split_rules.rule_id is null

    union all

    select splits.rule_id, 'its weight for ' || splits.product_area || ' is not a whole number above 0' as problem
    from splits
    inner join rules on rules.rule_id = splits.rule_id
    where rules.split = 'fixed'
        and (splits.weight is null or splits.weight < 1)

    union all

    -- What macros/split_cost.sql can divide by.
    select splits.rule_id, 'its weights add up to 10000000000000000000 or more' as problem
    from splits
    inner join rules on rules.rule_id = splits.rule_id
    where rules.split = 'fixed'
    group by splits.rule_id
    having sum(cast(splits.weight as decimal(38,0))) >= cast(10000000000000000000 as decimal(38,0))

    union all

    select splits.rule_id, 'allocation_splits.csv has rows of it, and its split is neither even nor fixed' as problem
    from splits
    inner join rules on rules.rule_id = splits.rule_id
    where coalesce(rules.split, '') not in ('even', 'fixed')

)

select * from problems
