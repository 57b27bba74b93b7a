/*
description: "Whether a row of a Detailed Billing Report sums up others, by its record type: InvoiceTotal, AccountTotal, StatementTotal, or any other total."
parameters: [record_type]
*/
coalesce({{record_type}} <> 'LineItem' and lower(trim(both ' ' from {{record_type}})) like '%total', false)
