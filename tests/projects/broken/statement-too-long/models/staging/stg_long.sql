/*
description: One row, of which one column is 4096 times the number that it is made of.
*/
select {{sixteen_times (sixteen_times (sixteen_times "unblended_cost_of_line"))}} as cost
