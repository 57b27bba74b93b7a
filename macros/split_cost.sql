/*
description: >
  One part of a cost: the one place where money is divided. The parts of a line, taken in a fixed order, are the differences
  of cumulative amounts rounded down in units of 10^-18, so they add up to the cost exactly and each is less than one unit
  from its exact value, whatever the weights. A negative cost is split as its positive and given back its sign.

  A part is named by two cuts. The first: `cut_weight` of `cut_total`, after `cut_before` of the parts before it (a volume
  over the instances that it was attached to). The second, of that piece: `share_weight` of `share_total` after
  `share_before` (the instance over the services on it). A cut that is not needed is 0, 1, 1. Weights are whole numbers,
  totals below 10^19.
parameters: [cost, cut_before, cut_weight, cut_total, share_before, share_weight, share_total]
*/
{{units_to_cost (signed_difference cost
    (units_up_to (absolute_units cost) cut_before cut_weight cut_total (sum_of share_before share_weight) share_total)
    (units_up_to (absolute_units cost) cut_before cut_weight cut_total share_before share_total)
)}}
