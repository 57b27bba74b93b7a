/*
description: A number sixteen times.
parameters: [number]
*/
{{twice (twice (twice (twice number)))}}
