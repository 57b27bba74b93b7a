/*
description: Two numbers added.
parameters: [left, right]
*/
({{left}} + {{right}})
