/*
description: -1 for a number below zero, else 1.
parameters: [number]
*/
case when {{number}} < 0 then -1 else 1 end
