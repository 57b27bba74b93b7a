/*
description: >
  Whether `quick_split` may be used, as for nearly every part of a bill: the line is not cut, costs less than nine dollars (2^63
  units), and the shares add up to at most 2^50.
parameters: [units, cut_total, share_total]
*/
({{cut_total}} = 1 and {{units}} between -9223372036854775807 and 9223372036854775807 and {{share_total}} <= 1125899906842624)
