/*
description: >
  One row per resource and half-open interval in which its lines carried one product area tag; the first interval
  reaches back and the last one forward without end, so that every line of the resource in the month falls into one.
grain: [statement_month, account_id, resource_key, valid_from]
redshift: {dist: resource_key, sort: [statement_month, account_id, resource_key]}
columns:
  has_conflict: {description: "At some moment of the interval lines of the resource carried two tags; the first in the alphabet was taken."}
  is_only_tag: {description: "The resource carried no other tag in the month, so the interval is all of time."}
*/
with

tagged_groups as (

    select
        line_groups.statement_month,
        line_groups.line_group,
        line_groups.account_id,
        line_groups.resource_key,
        line_groups.product_area_tag
    from {{ref "int_line_groups"}} as line_groups
    inner join {{ref "product_areas"}} as product_areas on product_areas.product_area = line_groups.product_area_tag
    where line_groups.resource_key is not null

),

lines as (

    select * from {{ref "int_grouped_lines"}}

),

resources as (

    select
        statement_month,
        account_id,
        resource_key,
        min(product_area_tag) as product_area,
        min(product_area_tag) = max(product_area_tag) as is_only_tag
    from tagged_groups
    group by statement_month, account_id, resource_key

),

-- Only of a resource with several tags is asked when its lines carried which.
tagged_moments as (

    select
        tagged_groups.statement_month,
        tagged_groups.account_id,
        tagged_groups.resource_key,
        lines.started_at,
        min(tagged_groups.product_area_tag) as product_area,
        min(tagged_groups.product_area_tag) <> max(tagged_groups.product_area_tag) as is_conflict
    from resources
    inner join tagged_groups
        on tagged_groups.statement_month = resources.statement_month
        and tagged_groups.account_id = resources.account_id
        and tagged_groups.resource_key = resources.resource_key
    inner join lines
        on lines.statement_month = tagged_groups.statement_month
        and lines.line_group = tagged_groups.line_group
    where not resources.is_only_tag
    group by
        tagged_groups.statement_month,
        tagged_groups.account_id,
        tagged_groups.resource_key,
        lines.started_at

),

with_previous as (

    select
        *,
        lag(product_area) over (
            partition by statement_month, account_id, resource_key
            order by started_at
        ) as previous_product_area
    from tagged_moments

),

-- The rows at which the tag becomes another one; all rows up to the next of them belong to the same interval.
numbered as (

    select
        *,
        sum(case when previous_product_area = product_area then 0 else 1 end) over (
            partition by statement_month, account_id, resource_key
            order by started_at
            rows between unbounded preceding and current row
        ) as interval_number
    from with_previous

),

intervals as (

    select
        statement_month,
        account_id,
        resource_key,
        interval_number,
        product_area,
        min(started_at) as first_seen_at,
        max(case when is_conflict then 1 else 0 end) = 1 as has_conflict
    from numbered
    group by statement_month, account_id, resource_key, interval_number, product_area

),

bounded as (

    select
        statement_month,
        account_id,
        resource_key,
        product_area,
        has_conflict,
        false as is_only_tag,
        case when interval_number = 1 then {{cast "timestamp" "'0001-01-01 00:00:00'"}} else first_seen_at end as valid_from,
        coalesce(
            lead(first_seen_at) over (
                partition by statement_month, account_id, resource_key
                order by interval_number
            ),
            {{cast "timestamp" "'9999-12-31 00:00:00'"}}
        ) as valid_until
    from intervals

    union all

    select
        statement_month,
        account_id,
        resource_key,
        product_area,
        false as has_conflict,
        is_only_tag,
        {{cast "timestamp" "'0001-01-01 00:00:00'"}} as valid_from,
        {{cast "timestamp" "'9999-12-31 00:00:00'"}} as valid_until
    from resources
    where is_only_tag

)

select * from bounded
