/*
description: upper - lower, with the sign of the units.
parameters: [units, upper, lower]
*/
(case when {{units}} < 0 then -1 else 1 end * ({{upper}} - {{lower}}))
