with

line_groups as (

    select
        statement_month,
        line_group,
        aws_product,
        resource_id,
        unblended_cost as bill_cost
    from intermediate.int_line_groups

),

group_costs as (

    select
        statement_month,
        line_group,
        sum(unblended_cost) as allocated_cost
    from allocation.alc_group_costs
    group by statement_month, line_group

),

compared as (

    select
        coalesce(line_groups.statement_month, group_costs.statement_month) as statement_month,
        coalesce(line_groups.line_group, group_costs.line_group) as line_group,
        line_groups.aws_product,
        line_groups.resource_id,
        line_groups.bill_cost,
        group_costs.allocated_cost,
        (cast(coalesce(cast(line_groups.bill_cost as decimal(38,18)), cast(0 as decimal(38,18))) as decimal(37,18)) - cast(coalesce(cast(group_costs.allocated_cost as decimal(38,18)), cast(0 as decimal(38,18))) as decimal(37,18))) as difference
    from line_groups
    full outer join group_costs
        on group_costs.statement_month = line_groups.statement_month
        and group_costs.line_group = line_groups.line_group

),

wrong as (

    select *
    from compared
    where bill_cost is null
        or allocated_cost is null
        or difference <> 0

)

select * from wrong
