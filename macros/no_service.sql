/*
description: What the service of an ECS task is called of which no event says a group.
parameters: []
*/
'(no service)'
