/*
description: >
  One row per account with lines or a total in the bill of a payer that states account totals: its total there, and the sum of its lines that this is
  compared with. The total has the account's own Rounding rows or has none; and those of no account (or on the payer's id) are in none of a statement's
  account totals, or all of them are: in one total, or each invoice's in one, so that the accounts sum to the bill.
grain: [statement_month, payer, account_id]
redshift: {dist: all, sort: [statement_month]}
columns:
  payer: {description: "`(no payer)` where the bill does not say."}
  account_id: {description: "`(no account)` of totals that name none."}
  subject: {description: "What bill_check calls it: the account; with its payer where two payers have it in one month, as when it moved from one to the other."}
  bill_total: {description: 0 where the bill states totals of other accounts and none of this one.}
  times_stated: {description: How often the bill states it.}
  line_total: {description: Its lines and those Rounding rows that explain its total; else with its own Rounding rows.}
*/
with

line_groups as (

    select * from {{ref "int_line_groups"}}

),

stated as (

    select
        statement_month,
        coalesce(payer_account_id, '(no payer)') as payer,
        coalesce(account_id, '(no account)') as account_id,
        {{cast "cost" "sum(total_cost)"}} as bill_total,
        count(*) as times_stated
    from {{ref "stg_aws_dbr__bill_totals"}}
    where total_kind = 'account'
        and {{in_scope "statement_month"}}
    group by statement_month, coalesce(payer_account_id, '(no payer)'), coalesce(account_id, '(no account)')

),

-- A bill that states one account's total states all of them.
stating_payers as (

    select distinct statement_month, payer
    from stated

),

account_lines as (

    select
        statement_month,
        coalesce(payer_account_id, '(no payer)') as payer,
        account_id,
        invoice_id,
        line_kind = 'rounding' as is_rounding,
        -- A row without an account has been given to the payer.
        line_kind = 'rounding' and account_id = coalesce(payer_account_id, '(none)') as is_of_no_account,
        unblended_cost
    from line_groups

),

account_sums as (

    select
        statement_month,
        payer,
        account_id,
        {{cast "cost" "sum(case when is_rounding then cast(0 as decimal(38,18)) else unblended_cost end)"}} as unrounded_total,
        {{cast "cost" "sum(case when is_of_no_account then cast(0 as decimal(38,18)) else unblended_cost end)"}} as own_total
    from account_lines
    group by statement_month, payer, account_id

),

known_accounts as (

    select statement_month, payer, account_id
    from stated

    union

    select
        account_sums.statement_month,
        account_sums.payer,
        account_sums.account_id
    from account_sums
    inner join stating_payers
        on stating_payers.statement_month = account_sums.statement_month
        and stating_payers.payer = account_sums.payer

),

accounts as (

    select
        known_accounts.statement_month,
        known_accounts.payer,
        known_accounts.account_id,
        coalesce(stated.bill_total, {{cast "cost" "0"}}) as bill_total,
        coalesce(stated.times_stated, 0) as times_stated,
        coalesce(account_sums.unrounded_total, {{cast "cost" "0"}}) as unrounded_total,
        coalesce(account_sums.own_total, {{cast "cost" "0"}}) as own_total
    from known_accounts
    left join stated
        on stated.statement_month = known_accounts.statement_month
        and stated.payer = known_accounts.payer
        and stated.account_id = known_accounts.account_id
    left join account_sums
        on account_sums.statement_month = known_accounts.statement_month
        and account_sums.payer = known_accounts.payer
        and account_sums.account_id = known_accounts.account_id

),

-- What Rounding rows of no account would have to explain.
account_rests as (

    select
        statement_month,
        payer,
        {{cast "cost" (subtract_costs "bill_total" "own_total")}} as rest
    from accounts
    where bill_total <> own_total

),

rests as (

    select
        statement_month,
        payer,
        rest,
        count(*) as accounts
    from account_rests
    group by statement_month, payer, rest

),

invoice_roundings as (

    select
        statement_month,
        payer,
        invoice_id,
        {{cast "cost" "sum(unblended_cost)"}} as rounding
    from account_lines
    where is_of_no_account
    group by statement_month, payer, invoice_id

),

roundings as (

    select
        statement_month,
        payer,
        rounding,
        count(*) as invoices
    from invoice_roundings
    group by statement_month, payer, rounding

),

payer_rests as (

    select
        rests.statement_month,
        rests.payer,
        sum(rests.accounts) as accounts,
        -- An invoice's rounding is in one total: it explains no second one.
        sum(case when rests.accounts <= coalesce(roundings.invoices, 0) then 0 else 1 end) as rests_of_no_invoice
    from rests
    left join roundings
        on roundings.statement_month = rests.statement_month
        and roundings.payer = rests.payer
        and roundings.rounding = rests.rest
    group by rests.statement_month, rests.payer

),

payer_sums as (

    select
        statement_month,
        payer,
        {{cast "cost" "sum(rest)"}} as rest
    from account_rests
    group by statement_month, payer

),

payer_roundings as (

    select
        statement_month,
        payer,
        {{cast "cost" "sum(rounding)"}} as rounding
    from invoice_roundings
    group by statement_month, payer

),

-- The statements whose account totals have all rounding of no account in them.
rounded_payers as (

    select payer_rests.statement_month, payer_rests.payer
    from payer_rests
    inner join payer_sums
        on payer_sums.statement_month = payer_rests.statement_month
        and payer_sums.payer = payer_rests.payer
    inner join payer_roundings
        on payer_roundings.statement_month = payer_rests.statement_month
        and payer_roundings.payer = payer_rests.payer
        and payer_roundings.rounding = payer_sums.rest
    where payer_rests.accounts = 1
        or payer_rests.rests_of_no_invoice = 0

),

explained_accounts as (

    select
        accounts.statement_month,
        accounts.payer,
        accounts.account_id,
        case
            when count(*) over (partition by accounts.statement_month, accounts.account_id) = 1 then accounts.account_id
            else accounts.account_id || ' of payer ' || accounts.payer
        end as subject,
        accounts.bill_total,
        accounts.times_stated,
        case
            when rounded_payers.payer is not null then accounts.bill_total
            when accounts.bill_total = accounts.unrounded_total then accounts.bill_total
            else accounts.own_total
        end as line_total
    from accounts
    left join rounded_payers
        on rounded_payers.statement_month = accounts.statement_month
        and rounded_payers.payer = accounts.payer

)

select * from explained_accounts
