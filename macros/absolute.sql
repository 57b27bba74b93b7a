/*
description: A number without its sign.
parameters: [number]
*/
abs({{number}})
