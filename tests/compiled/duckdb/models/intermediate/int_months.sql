with

line_groups as (

    select * from intermediate.int_line_groups

),

account_products as (

    select
        statement_month,
        account_id || '|' || aws_product || '|' || cast(cast(sum(bill_lines) as bigint) as varchar) || '|' || cast(sum(unblended_cost) as varchar) as facts
    from line_groups
    group by statement_month, account_id, aws_product

),

fingerprints as (

    select
        statement_month,
        md5(string_agg(facts, ',' order by facts)) as bill_fingerprint
    from account_products
    group by statement_month

),

totals as (

    select
        statement_month,
        cast(sum(bill_lines) as bigint) as bill_lines,
        cast(sum(unblended_cost) as decimal(38,18)) as bill_total,
        cast(sum(case when is_estimated then bill_lines else 0 end) as bigint) as estimated_lines,
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
