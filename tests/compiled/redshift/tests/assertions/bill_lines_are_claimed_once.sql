with

line_groups as (

    select
        statement_month,
        line_group,
        bill_lines
    from intermediate.int_line_groups

),

claimed_lines as (

    select
        statement_month,
        line_group,
        sum(lines) as claimed_lines
    from allocation.alc_group_costs
    group by statement_month, line_group

),

cuts as (

    select
        statement_month,
        line_group,
        bill_line_id,
        sum(cut_weight) as claimed_weight,
        max(cut_before + cut_weight) as claimed_until,
        min(cut_total) as whole_weight,
        max(cut_total) as other_whole_weight
    from intermediate.int_claims
    where cut_total <> 1
        or cut_weight <> 1
    group by statement_month, line_group, bill_line_id

),

wrong as (

    select
        line_groups.statement_month,
        line_groups.line_group,
        line_groups.bill_lines,
        coalesce(claimed_lines.claimed_lines, 0) as claimed_lines,
        'not every line is claimed once' as problem
    from line_groups
    left join claimed_lines
        on claimed_lines.statement_month = line_groups.statement_month
        and claimed_lines.line_group = line_groups.line_group
    where claimed_lines.claimed_lines is null
        or claimed_lines.claimed_lines <> line_groups.bill_lines

    union all

    select
        statement_month,
        line_group,
        null as bill_lines,
        null as claimed_lines,
        'the parts of its lines do not make up the whole' as problem
    from cuts
    where claimed_weight <> whole_weight
        or claimed_until <> whole_weight
        or whole_weight <> other_whole_weight

)

select * from wrong
