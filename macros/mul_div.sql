/*
description: >
  floor(factor * numerator / denominator) of whole numbers that are not negative; exact for numerator <= denominator < 10^19, however
  large the factor is. Where the product surely has less than 39 digits it is formed; else the division is done in two steps.
parameters: [factor, numerator, denominator]
*/
(case
    when {{factor}} <= 100000000000000000000 and {{denominator}} <= 1000000000000000000
        then {{int_div (product factor numerator) denominator}}
    else {{int_div factor denominator}} * {{numerator}} + {{int_div (mul_div_rest factor numerator denominator) denominator}}
end)
