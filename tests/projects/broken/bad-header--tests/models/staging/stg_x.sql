/*
description: A model.
tests:
  - {unique: [a], not_null: [a]}
  - severity: warn
*/
select 1 as a
