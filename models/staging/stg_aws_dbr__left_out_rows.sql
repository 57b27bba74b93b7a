/*
description: One row per totals row of a Detailed Billing Report.
contract: left_out_rows
*/
with

left_out_rows as (

    select
        statement_month,
        file_id,
        {{cast "text" "'total'"}} as reason,
        unblended_cost
    from {{source "aws_dbr" "line_items"}} as line_items
    where {{is_totals_row "record_type"}}

)

select * from left_out_rows
