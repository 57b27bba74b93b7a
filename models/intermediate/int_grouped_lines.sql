/*
description: >
  One row per bill line with no more of it than its group does not say: its id, moment and amount. The only table that has a row for every line.
grain: [statement_month, bill_line_id]
redshift: {dist: line_group, sort: [statement_month, line_group]}
tests:
  - adds_up_to: {model: int_line_groups, by: [statement_month, line_group], sum: unblended_cost}
*/
with

lines as (

    select
        statement_month,
        bill_line_id,
        line_group,
        started_at,
        stopped_at,
        unblended_cost
    from {{ref "int_bill_lines"}}

)

select * from lines
