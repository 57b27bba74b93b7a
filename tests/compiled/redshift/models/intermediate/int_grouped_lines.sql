with

lines as (

    select
        statement_month,
        bill_line_id,
        line_group,
        started_at,
        stopped_at,
        unblended_cost
    from intermediate.int_bill_lines

)

select * from lines
