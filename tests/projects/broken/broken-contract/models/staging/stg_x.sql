/*
description: A model.
grain: [lineid]
materialized: incremental
contract: lines
columns:
  unblended_cost: {type: text}
  amortised: {}
*/
select 1 as a
