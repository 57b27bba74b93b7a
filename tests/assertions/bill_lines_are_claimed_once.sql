/*
description: Every bill line is claimed by one treatment, or cut into parts that make up the whole line.
*/
with

bill_lines as (

    select * from {{ref "int_bill_lines"}}

),

claims as (

    select
        statement_month,
        bill_line_id,
        sum(cut_weight) as claimed_weight,
        min(cut_total) as whole_weight,
        max(cut_total) as other_whole_weight
    from {{ref "int_line_claims"}}
    group by statement_month, bill_line_id

),

wrong as (

    select
        bill_lines.statement_month,
        bill_lines.bill_line_id,
        bill_lines.unblended_cost,
        claims.claimed_weight,
        claims.whole_weight
    from bill_lines
    left join claims
        on claims.statement_month = bill_lines.statement_month
        and claims.bill_line_id = bill_lines.bill_line_id
    where claims.claimed_weight is null
        or claims.claimed_weight <> claims.whole_weight
        or claims.whole_weight <> claims.other_whole_weight

)

select * from wrong
