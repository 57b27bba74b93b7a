/*
description: A model.
materialized: table
stamped_column: published_at
*/
select 1 as a
