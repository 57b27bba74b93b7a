/*
description: "What `split_cost` gives for a part of a line that is not cut, where `is_quick_split` holds: `quick_units` as a cost."
parameters: [units, share_before, share_weight, share_total]
*/
{{units_to_cost (quick_units units share_before share_weight share_total)}}
