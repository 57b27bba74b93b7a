/*
description: A model.
parameters: [literal]
*/
{{literal}}
