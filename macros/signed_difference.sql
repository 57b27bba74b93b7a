/*
description: upper - lower, with the sign of the cost.
parameters: [cost, upper, lower]
*/
(case when {{cost}} < 0 then -1 else 1 end * ({{upper}} - {{lower}}))
