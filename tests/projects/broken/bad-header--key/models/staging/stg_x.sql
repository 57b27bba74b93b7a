/*
description: A model.
columns:
  {{name}}: {description: What it is.}
*/
select 1 as a
