/*
description: >
  floor(units * position), where position, between 0 and 1, is how far one has come through the parts of a line:
  (cut_before + cut_weight * share / share_total) / cut_total. The first cut goes over hosts, the second over what ran on one
  host. Long division, so that nothing is rounded before the end and no intermediate product is larger than
  3 * cut_total * share_total or the square of either.
parameters: [units, cut_before, cut_weight, cut_total, share, share_total]
*/
(
    {{mul_div units cut_before cut_total}}
    + {{mul_div (mul_div units cut_weight cut_total) share share_total}}
    + {{int_div (units_left units cut_before cut_weight cut_total share share_total) (product cut_total share_total)}}
)
