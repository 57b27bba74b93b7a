/*
description: A model.
parameters: [x]
*/
{{b "x"}}
