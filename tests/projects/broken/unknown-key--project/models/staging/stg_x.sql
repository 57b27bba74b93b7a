/*
description: A history, as its layer would say.
stamped_column: published_at
*/
select 1 as a, {{run_started_at}} as published_at
