/*
description: One row per statement month of this run, with what its bill amounts to and whether it is final.
grain: [statement_month]
redshift: {dist: all, sort: [statement_month]}
columns:
  is_final: {description: No line is estimated any more. One numbered invoice among estimated lines does not close a month.}
  currency: {description: A bill with several in one month is refused when it is loaded.}
  bill_fingerprint: {description: "The same if and only if every account and AWS product has as many lines and the same sum as before."}
*/
with

line_groups as (

    select * from {{ref "int_line_groups"}}

),

account_products as (

    select
        statement_month,
        account_id || '|' || aws_product || '|' || cast({{cast "integer" "sum(bill_lines)"}} as varchar) || '|' || cast(sum(unblended_cost) as varchar) as facts
    from line_groups
    group by statement_month, account_id, aws_product

),

fingerprints as (

    select
        statement_month,
        {{digest_of "facts"}} as bill_fingerprint
    from account_products
    group by statement_month

),

totals as (

    select
        statement_month,
        {{cast "integer" "sum(bill_lines)"}} as bill_lines,
        {{cast "cost" "sum(unblended_cost)"}} as bill_total,
        {{cast "integer" "sum(case when is_estimated then bill_lines else 0 end)"}} as estimated_lines,
        max(currency) as currency
    from line_groups
    group by statement_month

),

months as (

    select
        totals.statement_month,
        totals.bill_lines,
        totals.bill_total,
        totals.estimated_lines,
        totals.estimated_lines = 0 as is_final,
        totals.currency,
        fingerprints.bill_fingerprint
    from totals
    inner join fingerprints on fingerprints.statement_month = totals.statement_month

)

select * from months
