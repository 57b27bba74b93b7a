/*
description: Two numbers multiplied.
parameters: [left, right]
*/
({{left}} * {{right}})
