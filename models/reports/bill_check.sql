/*
description: >
  One row per total that a bill states of itself, against the sum of its lines (its Rounding rows are lines). A kind of total that
  a month's bill does not have is "not checkable", which is not the same as passed; so is one of which nobody knows what it sums up.
  Statements and invoices have all of their Rounding rows, account totals those that int_account_totals says.
grain: [statement_month, check_name, subject]
columns:
  check_name: {description: "statement: the whole bill of a payer; account: one account's; invoice: one invoice's; other: rows that end in total and are none of these."}
  subject: {description: "The payer, account or invoice; `(all)` where there is nothing to check, of one payer if others state such totals; of other totals what the bill calls them."}
  bill_total: {nullable: true}
  line_total: {nullable: true, description: "Null where nobody knows which lines are meant. Of an account with those Rounding rows that explain its total; else with its own."}
  is_expected: {description: Whether bills of this format have such a total; one that is missing may mean that the file is cut off.}
  difference: {nullable: true, description: "bill_total - line_total; 0 or the build stops."}
tests:
  - accepted_values: {column: verdict, values: [equal, differs, stated twice, not checkable]}
*/
with

line_groups as (

    select * from {{ref "int_line_groups"}}

),

months as (

    select * from {{ref "int_months"}}

),

account_totals as (

    select * from {{ref "int_account_totals"}}

),

bill_totals as (

    select *
    from {{ref "stg_aws_dbr__bill_totals"}}
    where {{in_scope "statement_month"}}

),

stated as (

    select
        statement_month,
        total_kind as check_name,
        case total_kind
            when 'statement' then coalesce(payer_account_id, '(no payer)')
            else coalesce(invoice_id, '(estimated)')
        end as subject,
        {{cast "cost" "sum(total_cost)"}} as bill_total,
        count(*) as times_stated
    from bill_totals
    where total_kind in ('statement', 'invoice')
    group by
        statement_month,
        total_kind,
        case total_kind
            when 'statement' then coalesce(payer_account_id, '(no payer)')
            else coalesce(invoice_id, '(estimated)')
        end

    union all

    select
        statement_month,
        'account' as check_name,
        subject,
        bill_total,
        times_stated
    from account_totals
    where times_stated > 0

),

summed as (

    select
        statement_month,
        'statement' as check_name,
        coalesce(payer_account_id, '(no payer)') as subject,
        {{cast "cost" "sum(unblended_cost)"}} as line_total
    from line_groups
    group by statement_month, coalesce(payer_account_id, '(no payer)')

    union all

    select
        statement_month,
        'account' as check_name,
        subject,
        line_total
    from account_totals

    union all

    select
        statement_month,
        'invoice' as check_name,
        coalesce(invoice_id, '(estimated)') as subject,
        {{cast "cost" "sum(unblended_cost)"}} as line_total
    from line_groups
    group by statement_month, coalesce(invoice_id, '(estimated)')

),

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
        coalesce(stated.bill_total, {{cast "cost" "0"}}) as bill_total,
        coalesce(summed.line_total, {{cast "cost" "0"}}) as line_total,
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

-- The payers whose bill states account totals: others of the same month may state none.
account_payers as (

    select distinct statement_month, payer
    from account_totals

),

not_checkable as (

    select
        months.statement_month,
        all_checks.check_name,
        '(all)' as subject,
        months.bill_total as line_total,
        stating_months.statement_month is not null as is_expected
    from months
    cross join all_checks
    left join stated_kinds
        on stated_kinds.statement_month = months.statement_month
        and stated_kinds.check_name = all_checks.check_name
    left join stating_months on stating_months.statement_month = months.statement_month
    where stated_kinds.check_name is null

    union all

    select
        summed.statement_month,
        'account' as check_name,
        '(all) of payer ' || summed.subject as subject,
        summed.line_total,
        true as is_expected
    from summed
    inner join stated_kinds
        on stated_kinds.statement_month = summed.statement_month
        and stated_kinds.check_name = 'account'
    left join account_payers
        on account_payers.statement_month = summed.statement_month
        and account_payers.payer = summed.subject
    where summed.check_name = 'statement'
        and account_payers.payer is null

),

-- A bill with such a row has it for a reason: who reads the checks should know that it was left out.
unknown_totals as (

    select
        statement_month,
        record_type as subject,
        {{cast "cost" "sum(total_cost)"}} as bill_total
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
        {{cast "cost" (subtract_costs "bill_total" "line_total")}} as difference,
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
        subject,
        {{cast "cost" "null"}} as bill_total,
        line_total,
        {{cast "cost" "null"}} as difference,
        'not checkable' as verdict,
        is_expected
    from not_checkable

    union all

    select
        statement_month,
        'other' as check_name,
        subject,
        bill_total,
        {{cast "cost" "null"}} as line_total,
        {{cast "cost" "null"}} as difference,
        'not checkable' as verdict,
        false as is_expected
    from unknown_totals

)

select * from checks
