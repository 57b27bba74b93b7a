/*
description: >
  The units of a part of a line that is not cut, where `is_quick_split` holds: what `split_cost` gives, as a whole number, in a tenth of the time. Not
  inside a `case`, in which a warehouse may work everything out as often as it is written.
parameters: [units, share_before, share_weight, share_total]
*/
{{with_sign_of units
    (quick_mul_div (absolute units) (sum_of share_before share_weight) share_total)
    (quick_mul_div (absolute units) share_before share_total)
}}
