/*
description: One row that is long, but not too long.
*/
select {{sixteen_times (sixteen_times "unblended_cost_of_line")}} as cost
