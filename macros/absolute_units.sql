/*
description: A cost without its sign, in units of 10^-18.
parameters: [cost]
*/
abs({{cost_to_units cost}})
