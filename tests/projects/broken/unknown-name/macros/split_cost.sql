/*
description: A model.
parameters: [cost, part]
*/
{{int_div csot part}} * {{var "unknown"}}
