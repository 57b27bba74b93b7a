with

left_out_rows as (

    select
        statement_month,
        file_id,
        cast('split' as varchar(65535)) as reason,
        unblended_cost
    from "raw".raw_aws_cur__line_items as line_items
    where (split_parent_resource_id is not null or coalesce(operation, '') in ('ECSTask-EC2', 'EKSPod-EC2'))

)

select * from left_out_rows
