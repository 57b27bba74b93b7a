/*
description: >
  What `split_cost` gives for a part of a line that is not cut, where `is_quick_split` holds: the same units in a tenth of the time. Not
  inside a `case`, in which a warehouse may work everything out as often as it is written.
parameters: [units, share_before, share_weight, share_total]
*/
{{units_to_cost (with_sign_of units
    (quick_mul_div (absolute units) (sum_of share_before share_weight) share_total)
    (quick_mul_div (absolute units) share_before share_total)
)}}
