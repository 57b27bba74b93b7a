/*
description: "One row per line item of a Cost and Usage Report in CSV. Rows that split another row's cost over tasks or pods are left out. The grain, month and bill_line_id, is tested where the formats come together, in int_grouped_lines."
contract: bill_lines
columns:
  bill_line_id: {description: "Line item id and time interval; where there is none, a digest of the line and its number among lines that are the same."}
*/
with

bill_lines as (

    select * from {{cost_and_usage_lines (source "aws_cur" "line_items")}} as line_items

)

select * from bill_lines
