/*
description: >
  Whether `quick_split` may be used, as for nearly every part of a bill: the line is not cut, costs less than 2^63 units of 10^-18
  dollars, and the shares add up to at most 2^50.
parameters: [cost, cut_total, share_total]
*/
({{cut_total}} = 1 and {{cost}} between -9.223372036854775807 and 9.223372036854775807 and {{share_total}} <= 1125899906842624)
