/*
description: A model.
materialised: view
columns:
  a: {descripton: The first, not the last}
tests:
  - not_nul: [a]
*/
select 1 as a
