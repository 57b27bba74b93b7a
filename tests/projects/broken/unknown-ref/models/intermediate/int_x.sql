/*
description: A model.
tests:
  - relationships: {column: area, to: product_area, field: area}
*/
-- {{ref "in_a_comment"}} does not count, /* nor does {{ref "this"}} */
with

lines as (

    select * from {{ref "stg_x__line"}}

),

raw as (

    select * from {{source "x" "line"}} union all select * from {{ref "raw_x__lines"}}

),

all_formats as (

    {{#if incremental}}
    select * from {{union_of "bil_lines"}}
    {{else}}
    select '{{ref "nowhere_near"}}'
    {{/if}}

)

select * from all_formats
