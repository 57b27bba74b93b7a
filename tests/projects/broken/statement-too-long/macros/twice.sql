/*
description: A number and itself.
parameters: [number]
*/
({{number}} + {{number}})
