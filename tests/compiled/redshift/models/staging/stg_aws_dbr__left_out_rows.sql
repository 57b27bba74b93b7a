with

left_out_rows as (

    select
        statement_month,
        file_id,
        cast('total' as varchar(65535)) as reason,
        unblended_cost
    from "raw".raw_aws_dbr__line_items as line_items
    where coalesce(record_type <> 'LineItem' and lower(trim(both ' ' from record_type)) like '%total', false)

)

select * from left_out_rows
