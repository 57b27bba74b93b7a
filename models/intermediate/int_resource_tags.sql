/*
description: >
  One row per resource and half-open interval in which its lines carried one product area tag; the first interval
  reaches back and the last one forward without end, so that every line of the resource in the month falls into one.
grain: [statement_month, account_id, resource_key, valid_from]
columns:
  has_conflict: {description: "At some moment of the interval lines of the resource carried two tags; the first in the alphabet was taken."}
*/
with

bill_lines as (

    select * from {{ref "int_bill_lines"}}

),

product_areas as (

    select * from {{ref "product_areas"}}

),

tagged as (

    select
        bill_lines.statement_month,
        bill_lines.account_id,
        bill_lines.resource_key,
        bill_lines.started_at,
        min(bill_lines.product_area_tag) as product_area,
        min(bill_lines.product_area_tag) <> max(bill_lines.product_area_tag) as is_conflict
    from bill_lines
    inner join product_areas on product_areas.product_area = bill_lines.product_area_tag
    where bill_lines.resource_key is not null
    group by
        bill_lines.statement_month,
        bill_lines.account_id,
        bill_lines.resource_key,
        bill_lines.started_at

),

with_previous as (

    select
        *,
        lag(product_area) over (
            partition by statement_month, account_id, resource_key
            order by started_at
        ) as previous_product_area
    from tagged

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
        case when interval_number = 1 then {{cast "timestamp" "'0001-01-01 00:00:00'"}} else first_seen_at end as valid_from,
        coalesce(
            lead(first_seen_at) over (
                partition by statement_month, account_id, resource_key
                order by interval_number
            ),
            {{cast "timestamp" "'9999-12-31 00:00:00'"}}
        ) as valid_until
    from intervals

)

select * from bounded
