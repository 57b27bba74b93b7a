/*
description: >
  A whole number that is the same for bill lines that are the same in all that allocation and the reports look at, the moment and the
  amount apart. That two groups never share one is tested (the grain of int_line_groups), not hoped.
parameters: []
*/
{{row_hash "
    statement_month, payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation,
    resource_id, currency, tags, file_id
"}}
