/*
description: A model.
parameters: [x]
*/
{{x}} {{a x}}
