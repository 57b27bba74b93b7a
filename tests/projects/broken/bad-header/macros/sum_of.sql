/*
description: A model.
parameters: [Left, a, a]
*/
{{a}}
