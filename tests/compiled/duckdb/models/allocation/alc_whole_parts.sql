with

-- Nearly all of them. Beside the division of the others, in one `case`, their costs would be taken apart for nothing; and a CTE that both read would be
-- copied whole.
uncut_parts as (

    select
        *,
        unblended_cost as part_cost
    from intermediate.int_line_claims
    where claim in ('first_rule', 'tag', 'resource_tag', 'ebs', 'fargate', 'rule', 'ebs_unattached', 'unallocated')
        and cut_total = 1

),

cut_parts as (

    select
        *,
        (cast((case when cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint) < 0 then -1 else 1 end * ((
    (((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) // (cut_total)) * cut_before + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_before)) // (cut_total)))
    + ((((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) // (cut_total)) * cut_weight + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_weight)) // (cut_total)))) // (1)) * (0 + 1) + ((((((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) // (cut_total)) * cut_weight + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_weight)) // (cut_total)))) % (1)) * (0 + 1))) // (1)))
    + (((
    ((((((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) // (cut_total)) * cut_weight + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_weight)) // (cut_total)))) % (1)) * (0 + 1))) % (1)) * cut_total
    + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_before)) % (cut_total)) * 1
    + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_weight)) % (cut_total)) * (0 + 1)
)) // ((cut_total * 1)))
) - (
    (((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) // (cut_total)) * cut_before + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_before)) // (cut_total)))
    + ((((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) // (cut_total)) * cut_weight + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_weight)) // (cut_total)))) // (1)) * 0 + ((((((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) // (cut_total)) * cut_weight + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_weight)) // (cut_total)))) % (1)) * 0)) // (1)))
    + (((
    ((((((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) // (cut_total)) * cut_weight + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_weight)) // (cut_total)))) % (1)) * 0)) % (1)) * cut_total
    + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_before)) % (cut_total)) * 1
    + (((((abs(cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint))) % (cut_total)) * cut_weight)) % (cut_total)) * 0
)) // ((cut_total * 1)))
))) as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18))) as part_cost
    from intermediate.int_line_claims
    where claim in ('first_rule', 'tag', 'resource_tag', 'ebs', 'fargate', 'rule', 'ebs_unattached', 'unallocated')
        and cut_total <> 1

),

all_parts as (

    select * from uncut_parts

    union all

    select * from cut_parts

),

parts as (

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        ecs_service,
        product_area,
        claim as method,
        reason,
        part_cost as unblended_cost,
        line_group,
        cut_before = 0 as is_first_part
    from all_parts

)

select * from parts
