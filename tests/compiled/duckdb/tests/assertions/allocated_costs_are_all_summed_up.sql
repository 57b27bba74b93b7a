with

allocated_costs as (

    select
        statement_month,
        method,
        count(*) as lines
    from allocation.allocated_costs
    where is_first_part
    group by statement_month, method

),

group_costs as (

    select
        statement_month,
        method,
        sum(lines) as lines
    from allocation.alc_group_costs
    where lines > 0
    group by statement_month, method

),

wrong as (

    select
        coalesce(allocated_costs.statement_month, group_costs.statement_month) as statement_month,
        coalesce(allocated_costs.method, group_costs.method) as method,
        allocated_costs.lines as allocated_lines,
        group_costs.lines as summed_lines
    from allocated_costs
    full outer join group_costs
        on group_costs.statement_month = allocated_costs.statement_month
        and group_costs.method = allocated_costs.method
    where allocated_costs.lines is null
        or group_costs.lines is null
        or allocated_costs.lines <> group_costs.lines

)

select * from wrong
