/*
description: One row per row of a Cost and Usage Report in snake case that splits the cost of another one.
contract: left_out_rows
*/
with

left_out_rows as (

    select
        statement_month,
        file_id,
        {{cast "text" "'split'"}} as reason,
        unblended_cost
    from {{source "aws_cur2" "line_items"}} as line_items
    where {{is_split_row}}

)

select * from left_out_rows
