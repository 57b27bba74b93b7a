/*
description: >
  One part of a cost: the one place where money is divided. The parts of a line, taken in a fixed order, are the differences
  of cumulative amounts rounded down in units of 10^-18 dollars, so they add up to the cost exactly and each is less than one unit
  from its exact value, whatever the weights. A negative cost is split as its positive and given back its sign.

  A part is named by two cuts. The first: `cut_weight` of `cut_total`, after `cut_before` of the parts before it (a volume
  over the instances that it was attached to). The second, of that piece: `share_weight` of `share_total` after
  `share_before` (the instance over the services on it). A cut that is not needed is 0, 1, 1. `units` is the cost in units
  of 10^-18, as `cost_to_units` gives it. Weights are whole numbers, totals below 10^19.
parameters: [units, cut_before, cut_weight, cut_total, share_before, share_weight, share_total]
*/
{{units_to_cost (with_sign_of units
    (units_up_to (absolute units) cut_before cut_weight cut_total (sum_of share_before share_weight) share_total)
    (units_up_to (absolute units) cut_before cut_weight cut_total share_before share_total)
)}}
