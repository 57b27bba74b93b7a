/*
description: A model.
parameters: [cost, part]
*/
{{cost}} * {{part}} {{cost "a"}}
