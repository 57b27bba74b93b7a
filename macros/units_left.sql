/*
description: >
  What the two whole quotients of `units_up_to` leave over, in parts of cut_total * share_total: the remainders of the
  three divisions on a common denominator.
parameters: [units, cut_before, cut_weight, cut_total, share, share_total]
*/
(
    {{int_mod (mul_div_rest (mul_div units cut_weight cut_total) share share_total) share_total}} * {{cut_total}}
    + {{int_mod (mul_div_rest units cut_before cut_total) cut_total}} * {{share_total}}
    + {{int_mod (mul_div_rest units cut_weight cut_total) cut_total}} * {{share}}
)
