/*
description: The ECS task that a bill's resource names; on a bill only Fargate tasks have cost of their own. Null if it names none.
parameters: [resource]
*/
case when {{regex_match resource "^arn:[^:]*:ecs:[^:]*:[^:]*:task/"}} then {{resource}} end
