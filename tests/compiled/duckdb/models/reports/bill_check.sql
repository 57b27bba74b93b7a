with

line_groups as (

    select * from intermediate.int_line_groups

),

months as (

    select * from intermediate.int_months

),

bill_totals as (

    select *
    from staging.stg_aws_dbr__bill_totals
    where 1 = 1

),

stated as (

    select
        statement_month,
        total_kind as check_name,
        case total_kind
            when 'statement' then coalesce(payer_account_id, '(no payer)')
            when 'account' then coalesce(account_id, '(no account)')
            else coalesce(invoice_id, '(estimated)')
        end as subject,
        max(coalesce(payer_account_id, '(no payer)')) as payer,
        cast(sum(total_cost) as decimal(38,18)) as bill_total,
        count(*) as times_stated
    from bill_totals
    where total_kind <> 'other'
    group by
        statement_month,
        total_kind,
        case total_kind
            when 'statement' then coalesce(payer_account_id, '(no payer)')
            when 'account' then coalesce(account_id, '(no account)')
            else coalesce(invoice_id, '(estimated)')
        end

),

account_lines as (

    select
        statement_month,
        account_id,
        coalesce(payer_account_id, '(no payer)') as payer,
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
        account_id as subject,
        max(payer) as payer,
        cast(sum(case when is_rounding then cast(0 as decimal(38,18)) else unblended_cost end) as decimal(38,18)) as unrounded_total,
        cast(sum(case when is_of_no_account then cast(0 as decimal(38,18)) else unblended_cost end) as decimal(38,18)) as own_total
    from account_lines
    group by statement_month, account_id

),

account_subjects as (

    select statement_month, subject, payer
    from account_sums

    union all

    select
        stated.statement_month,
        stated.subject,
        stated.payer
    from stated
    left join account_sums
        on account_sums.statement_month = stated.statement_month
        and account_sums.subject = stated.subject
    where stated.check_name = 'account'
        and account_sums.subject is null

),

accounts as (

    select
        account_subjects.statement_month,
        account_subjects.subject,
        account_subjects.payer,
        coalesce(stated.bill_total, cast(0 as decimal(38,18))) as bill_total,
        coalesce(account_sums.unrounded_total, cast(0 as decimal(38,18))) as unrounded_total,
        coalesce(account_sums.own_total, cast(0 as decimal(38,18))) as own_total
    from account_subjects
    left join stated
        on stated.statement_month = account_subjects.statement_month
        and stated.check_name = 'account'
        and stated.subject = account_subjects.subject
    left join account_sums
        on account_sums.statement_month = account_subjects.statement_month
        and account_sums.subject = account_subjects.subject

),

-- What Rounding rows of no account would have to explain.
account_rests as (

    select
        statement_month,
        payer,
        cast((bill_total - own_total) as decimal(38,18)) as rest
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
        cast(sum(unblended_cost) as decimal(38,18)) as rounding
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
        cast(sum(rest) as decimal(38,18)) as rest
    from account_rests
    group by statement_month, payer

),

payer_roundings as (

    select
        statement_month,
        payer,
        cast(sum(rounding) as decimal(38,18)) as rounding
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
        accounts.subject,
        case
            when rounded_payers.payer is not null then accounts.bill_total
            when accounts.bill_total = accounts.unrounded_total then accounts.bill_total
            else accounts.own_total
        end as line_total
    from accounts
    left join rounded_payers
        on rounded_payers.statement_month = accounts.statement_month
        and rounded_payers.payer = accounts.payer

),

summed as (

    select
        statement_month,
        'statement' as check_name,
        coalesce(payer_account_id, '(no payer)') as subject,
        cast(sum(unblended_cost) as decimal(38,18)) as line_total
    from line_groups
    group by statement_month, coalesce(payer_account_id, '(no payer)')

    union all

    select
        statement_month,
        'account' as check_name,
        subject,
        line_total
    from explained_accounts

    union all

    select
        statement_month,
        'invoice' as check_name,
        coalesce(invoice_id, '(estimated)') as subject,
        cast(sum(unblended_cost) as decimal(38,18)) as line_total
    from line_groups
    group by statement_month, coalesce(invoice_id, '(estimated)')

),

-- A bill that states one account's total states all of them: an account with lines and no total is compared with 0.
stated_kinds as (

    select distinct statement_month, check_name
    from stated

),

-- Invoices are only known one by one where their totals have numbers.
numbered_kinds as (

    select distinct statement_month, check_name
    from stated
    where check_name <> 'invoice'
        or subject <> '(estimated)'

),

subjects as (

    select statement_month, check_name, subject
    from stated

    union

    select
        summed.statement_month,
        summed.check_name,
        summed.subject
    from summed
    inner join numbered_kinds
        on numbered_kinds.statement_month = summed.statement_month
        and numbered_kinds.check_name = summed.check_name
    -- A line without an invoice can be on no InvoiceTotal.
    where summed.check_name <> 'invoice'
        or summed.subject <> '(estimated)'

),

compared as (

    select
        subjects.statement_month,
        subjects.check_name,
        subjects.subject,
        coalesce(stated.bill_total, cast(0 as decimal(38,18))) as bill_total,
        coalesce(summed.line_total, cast(0 as decimal(38,18))) as line_total,
        -- Totals without an invoice number may be several; any other stands once, or the bill is here twice.
        coalesce(stated.times_stated > 1 and subjects.subject <> '(estimated)', false) as is_stated_twice,
        -- Some bills leave the number out of every InvoiceTotal.
        subjects.check_name = 'invoice' and subjects.subject = '(estimated)' and summed.subject is null as is_nameless
    from subjects
    left join stated
        on stated.statement_month = subjects.statement_month
        and stated.check_name = subjects.check_name
        and stated.subject = subjects.subject
    left join summed
        on summed.statement_month = subjects.statement_month
        and summed.check_name = subjects.check_name
        and summed.subject = subjects.subject

),

-- Of the formats only the DBR states totals of its own; its lines call themselves LineItem.
stating_months as (

    select distinct statement_month
    from line_groups
    where record_type = 'LineItem'

),

all_checks as (

    select 'statement' as check_name
    union all
    select 'account' as check_name
    union all
    select 'invoice' as check_name

),

not_checkable as (

    select
        months.statement_month,
        all_checks.check_name,
        months.bill_total as line_total,
        stating_months.statement_month is not null as is_expected
    from months
    cross join all_checks
    left join stated_kinds
        on stated_kinds.statement_month = months.statement_month
        and stated_kinds.check_name = all_checks.check_name
    left join stating_months on stating_months.statement_month = months.statement_month
    where stated_kinds.check_name is null

),

-- A bill with such a row has it for a reason: who reads the checks should know that it was left out.
unknown_totals as (

    select
        statement_month,
        record_type as subject,
        cast(sum(total_cost) as decimal(38,18)) as bill_total
    from bill_totals
    where total_kind = 'other'
    group by statement_month, record_type

),

checks as (

    select
        statement_month,
        check_name,
        subject,
        bill_total,
        line_total,
        cast((bill_total - line_total) as decimal(38,18)) as difference,
        case
            when is_stated_twice then 'stated twice'
            when is_nameless then 'not checkable'
            when bill_total = line_total then 'equal'
            else 'differs'
        end as verdict,
        true as is_expected
    from compared

    union all

    select
        statement_month,
        check_name,
        '(all)' as subject,
        cast(null as decimal(38,18)) as bill_total,
        line_total,
        cast(null as decimal(38,18)) as difference,
        'not checkable' as verdict,
        is_expected
    from not_checkable

    union all

    select
        statement_month,
        'other' as check_name,
        subject,
        bill_total,
        cast(null as decimal(38,18)) as line_total,
        cast(null as decimal(38,18)) as difference,
        'not checkable' as verdict,
        false as is_expected
    from unknown_totals

)

select * from checks
