/*
description: "What `split_cost` gives for a part of a line that is not cut, where `is_quick_split` holds: `quick_units` as a cost."
parameters: [units, share_before, share_weight, share_total]
*/
{{units_to_cost (quick_units
    (sign_of units)
    (small_int_div (absolute units) share_total)
    (small_int_mod (absolute units) share_total)
    share_before share_weight share_total
)}}
