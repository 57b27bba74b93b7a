/*
description: "(factor mod denominator) * numerator: what is still to be divided after the whole quotients were taken out."
parameters: [factor, numerator, denominator]
*/
({{int_mod factor denominator}} * {{numerator}})
