/*
description: upper - lower, with the sign of the units.
parameters: [units, upper, lower]
*/
({{sign_of units}} * ({{upper}} - {{lower}}))
