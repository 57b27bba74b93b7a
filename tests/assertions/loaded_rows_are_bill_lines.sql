/*
description: >
  Every row that was loaded of a bill is a bill line, or left out for a reason that staging states; and a row that is left out because
  it splits another one's cost has none of its own.
*/
with

loaded as (

    select
        statement_month,
        file_id,
        count(*) as loaded_rows,
        sum(unblended_cost) as loaded_cost
    from {{loaded_rows "bill"}} as all_bills
    where {{in_scope "statement_month"}}
    group by statement_month, file_id

),

bill_lines as (

    select
        statement_month,
        file_id,
        sum(bill_lines) as bill_lines,
        sum(unblended_cost) as line_cost
    from {{ref "int_line_groups"}}
    group by statement_month, file_id

),

left_out as (

    select
        statement_month,
        file_id,
        count(*) as left_out_rows,
        sum(case when reason = 'total' then unblended_cost else cast(0 as decimal(38,18)) end) as total_cost
    from {{union_of "left_out_rows"}} as all_formats
    where {{in_scope "statement_month"}}
    group by statement_month, file_id

),

compared as (

    select
        loaded.statement_month,
        loaded.file_id,
        loaded.loaded_rows,
        coalesce(bill_lines.bill_lines, 0) as bill_lines,
        coalesce(left_out.left_out_rows, 0) as left_out_rows,
        loaded.loaded_cost,
        {{add_costs (cost_or_zero "bill_lines.line_cost") (cost_or_zero "left_out.total_cost")}} as accounted_cost
    from loaded
    left join bill_lines
        on bill_lines.statement_month = loaded.statement_month
        and bill_lines.file_id = loaded.file_id
    left join left_out
        on left_out.statement_month = loaded.statement_month
        and left_out.file_id = loaded.file_id

),

wrong as (

    select
        *,
        {{subtract_costs "loaded_cost" "accounted_cost"}} as difference
    from compared
    where loaded_rows <> bill_lines + left_out_rows
        or {{cost_or_zero "loaded_cost"}} <> accounted_cost

)

select * from wrong
