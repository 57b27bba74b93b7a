/*
description: >
  floor(factor * numerator / denominator) of whole numbers that are not negative, without forming the product: exact for
  numerator <= denominator < 10^19, however large the factor is.
parameters: [factor, numerator, denominator]
*/
({{int_div factor denominator}} * {{numerator}} + {{int_div (mul_div_rest factor numerator denominator) denominator}})
