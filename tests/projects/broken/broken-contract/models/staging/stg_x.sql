/*
description: A model.
grain: [lineid]
materialized: incremental
contract: lines
redshift: {dist: line_id, sort: [line_number]}
columns:
  unblended_cost: {type: text}
  amortised: {}
*/
select 1 as a
