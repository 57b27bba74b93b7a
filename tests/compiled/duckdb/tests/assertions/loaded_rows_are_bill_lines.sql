with

loaded as (

    select
        statement_month,
        file_id,
        count(*) as loaded_rows,
        sum(unblended_cost) as loaded_cost
    from (
        select statement_month, file_id, unblended_cost from raw.raw_aws_cur2__line_items
        union all
        select statement_month, file_id, unblended_cost from raw.raw_aws_cur__line_items
        union all
        select statement_month, file_id, unblended_cost from raw.raw_aws_dbr__line_items
        union all
        select statement_month, file_id, unblended_cost from raw.raw_focus__charges
    ) as all_bills
    where 1 = 1
    group by statement_month, file_id

),

bill_lines as (

    select
        statement_month,
        file_id,
        sum(bill_lines) as bill_lines,
        sum(unblended_cost) as line_cost
    from intermediate.int_line_groups
    group by statement_month, file_id

),

left_out as (

    select
        statement_month,
        file_id,
        count(*) as left_out_rows,
        sum(case when reason = 'total' then unblended_cost else cast(0 as decimal(38,18)) end) as total_cost
    from (
        select statement_month, file_id, reason, unblended_cost from staging.stg_aws_cur2__left_out_rows
        union all
        select statement_month, file_id, reason, unblended_cost from staging.stg_aws_cur__left_out_rows
        union all
        select statement_month, file_id, reason, unblended_cost from staging.stg_aws_dbr__left_out_rows
    ) as all_formats
    where 1 = 1
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
        (coalesce(bill_lines.line_cost, 0) + coalesce(left_out.total_cost, 0)) as accounted_cost
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
        (loaded_cost - accounted_cost) as difference
    from compared
    where loaded_rows <> bill_lines + left_out_rows
        or coalesce(loaded_cost, 0) <> accounted_cost

)

select * from wrong
