/*
description: A model.
grain: a
materialized: viw
columns:
  a: {type: string}
  b: {tests: [accepted_values: [1, 2]]}
tests:
  - {unique: [a], not_null: [a]}
  - severity: warn
  - adds_up_to: {model: stg_x, by: [a]}
*/
select 1 as a
