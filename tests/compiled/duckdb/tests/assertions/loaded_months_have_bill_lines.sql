with

loaded as (

    select
        statement_month,
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
    group by statement_month

),

months as (

    select * from intermediate.int_months

),

wrong as (

    select
        loaded.statement_month,
        loaded.loaded_rows,
        loaded.loaded_cost
    from loaded
    left join months on months.statement_month = loaded.statement_month
    where months.statement_month is null

)

select * from wrong
