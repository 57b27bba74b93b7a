/*
description: >
  The units of a part of a line that is not cut, where `is_quick_split` holds: what `split_cost` gives, as a whole number, in a tenth of the time. Of
  the line it takes what is the same for all of its parts: the `sign_of` its units, and what `small_int_div` and `small_int_mod` give of them, without
  their sign, and share_total. Not inside a `case`, in which a warehouse may work everything out as often as it is written.
parameters: [sign, whole, rest, share_before, share_weight, share_total]
*/
({{sign}} * (
    {{quick_mul_div whole rest (sum_of share_before share_weight) share_total}}
    - {{quick_mul_div whole rest share_before share_total}}
))
